import type { TenantId } from '#contract/ids.ts'

/** A second place for checkpoints, out of reach of whoever holds the database. */
export interface CheckpointSink {
  readonly name: 'file' | 's3' | 'webhook'
  /** Kept when it returns. Throws retryably where the place does not answer. */
  put(tenant: TenantId, seq: number, note: string): Promise<void>
  /** The newest that lies there; null where there is none, or the place cannot be read. */
  newest(tenant: TenantId): Promise<string | null>
}
