import type { Operations } from '../api/operations.ts'

type Row = Operations['GET /api/activity']['answer']['items'][number]

export interface Shown {
  seq: number
  hash: string
  at: string
  kind: string
  by: string
  request: string | null
  action: string | null
  /** The platform's id of what it was done to. */
  target: string | null
  code: string | null
  /** The whole entry, to read as it was hashed. */
  text: string
}

/** A row of the log; what it holds was hashed as it stands. */
export function shownOf(row: Row): Shown {
  const entry = JSON.parse(row.entry) as Record<string, unknown>
  const text = (name: string): string | null => (typeof entry[name] === 'string' ? entry[name] : null)
  const target = entry['target'] as { id?: string | null } | null | undefined
  const by = entry['by'] as { role?: string; person?: string } | undefined
  return {
    seq: row.seq,
    hash: row.hash,
    at: text('at') ?? '',
    kind: text('kind') ?? '',
    by: by?.person ?? by?.role ?? '',
    request: text('request'),
    action: text('action'),
    target: target?.id ?? null,
    code: text('code'),
    text: JSON.stringify(entry, null, 2),
  }
}
