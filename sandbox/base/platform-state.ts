import type { JournalEntry } from './exchange.ts'

export interface PlatformState<T> {
  platform: T
  journal: JournalEntry[]
  /** Authorization-server records and keys; outside of snapshots. */
  oidc: { records: Record<string, Record<string, unknown>>; keys: unknown }
}
