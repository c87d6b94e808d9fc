import { stringify } from 'csv-stringify/sync'
import { LogEntry } from '#contract/log-entry.ts'
import type { ExportFormat } from './format.ts'

const columns = [
  'seq',
  'at',
  'kind',
  'role',
  'person',
  'request',
  'step',
  'action',
  'platform',
  'target_type',
  'target',
  'code',
  'deciding_layer',
  'deciding_rule',
  'bundle',
  'acting_person',
  'credential',
  'platform_request_id',
  'platform_event_id',
  'approval',
  'action_hash',
  'detail',
  'hash',
] as const
type Cells = Record<(typeof columns)[number], string | number | null | undefined>

/** One line an entry for people with a spreadsheet; the whole decision is in the other forms. */
export const csv: ExportFormat = {
  type: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  async *lines(rows) {
    yield line(Object.fromEntries(columns.map((column) => [column, column])) as Cells)
    for await (const { seq, hash, entry } of rows) {
      const parsed = LogEntry.safeParse(JSON.parse(entry))
      yield line(
        parsed.success ? cellsOf(seq, hash, parsed.data) : { ...empty, seq, hash, kind: '(another version)' },
      )
    }
  },
}

const empty = Object.fromEntries(columns.map((column) => [column, null])) as Cells

function cellsOf(seq: number, hash: string, entry: LogEntry): Cells {
  const decision = entry.decision as
    | { bundle?: string; decidedBy?: { layer: string; rule: string | null } | null }
    | undefined
  return {
    seq,
    at: entry.at,
    kind: entry.kind,
    role: entry.by.role,
    person: entry.by.person,
    request: entry.request,
    step: entry.step,
    action: entry.action,
    platform: entry.target?.platform,
    target_type: entry.target?.type,
    target: entry.target?.id,
    code: entry.code,
    deciding_layer: decision?.decidedBy?.layer,
    deciding_rule: decision?.decidedBy?.rule,
    bundle: decision?.bundle,
    acting_person: entry.actAs?.person,
    credential: entry.credential,
    platform_request_id: entry.platform?.requestId,
    platform_event_id: entry.platform?.eventId,
    approval: entry.approval,
    action_hash: entry.actionHash,
    detail: entry.detail === undefined ? null : JSON.stringify(entry.detail),
    hash,
  }
}

/**
 * RFC 4180. INVARIANT: no cell begins with what a spreadsheet takes for a formula (OWASP "CSV Injection"): such a one gets
 * an apostrophe before it, also behind blanks, and every text stands in quotes.
 */
const line = (cells: Cells): string =>
  stringify([columns.map((column) => safe(cells[column]))], { quoted_string: true, record_delimiter: '\r\n' })

const safe = (cell: string | number | null | undefined): string | number => {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'number') return cell
  return /^[\s\p{Cc}]*[=+\-@|%＝＋－＠]|^[\t\r\n]/u.test(cell) ? `'${cell}` : cell
}
