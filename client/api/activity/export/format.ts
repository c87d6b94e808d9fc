import type { LogFilter } from '#contract/log-filter.ts'
import type { SignedLogHead } from '#contract/log-head.ts'
import type { LogRow } from '#store/log.ts'

export interface ExportEnds {
  /** The signed end; null where the format or a filter leaves nothing that it could be checked against. */
  head: SignedLogHead | null
  /** Null: everything. */
  filter: LogFilter | null
}

/** One form that the log leaves in. */
export interface ExportFormat {
  /** Content type. */
  type: string
  extension: string
  /** The whole body, piece by piece, each ending in a line feed. */
  lines(rows: AsyncIterable<LogRow>, ends: ExportEnds): AsyncGenerator<string>
}
