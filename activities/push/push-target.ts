import type { LogEntry } from '#contract/log-entry.ts'

export interface PushedEntry {
  seq: number
  hash: string
  entry: LogEntry
}

/** Where entries go as they come, such as a SIEM. */
export interface PushTarget {
  readonly name: 'syslog' | 'webhook'
  /** Returns once the other side has them all; throws retryably else. */
  send(entries: readonly PushedEntry[]): Promise<void>
}
