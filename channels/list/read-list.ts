import { DexError } from '#contract/error.ts'
import { parseCsv } from './parse-csv.ts'

export interface GivenLine {
  /** Ordinal among the lines, from 1; the header does not count. */
  line: number
  /** What names the target: an address or an id. */
  written: string
  /** The other cells, by column. */
  cells: Record<string, string>
}

export interface GivenList {
  /** Beside the one that names the target. */
  columns: string[]
  lines: GivenLine[]
}

/** Columns that name the target, the first that is there counts. */
const naming =
  /^(target|e-?mail( address)?|mail|login|user ?name|user ?principal ?name|upn|primary ?email|account|user|id|user ?id)$/i

/** Longest cell that is looked at, in characters. */
const cellMax = 1_000

/**
 * A list of targets as CSV: with a header of which one column names the target, or one address or id a line. Throws
 * `list_malformed` with line and mend, `list_too_long` beyond `linesMax`.
 */
export function readList(csv: string, linesMax: number): GivenList {
  const rows = parseCsv(csv)
  const [first] = rows
  if (!first) throw new DexError('list_malformed', 'the list is empty')
  const at = first.cells.findIndex((cell) => naming.test(cell))
  if (at < 0 && first.cells.length > 1)
    throw new DexError('list_malformed', 'no column names the target', {
      mend: 'start with a header, one of its columns `email`, `login` or `id`',
    })
  const header = at < 0 ? [] : first.cells
  const body = at < 0 ? rows : rows.slice(1)
  if (body.length === 0) throw new DexError('list_malformed', 'the list has a header and no lines')
  if (body.length > linesMax)
    throw new DexError('list_too_long', `the list has ${body.length} lines, ${linesMax} are taken`)
  const columns = header.filter((_name, index) => index !== at)
  if (new Set(header).size !== header.length)
    throw new DexError('list_malformed', 'two columns have the same name')
  const lines = body.map(({ line, cells }, index): GivenLine => {
    if (header.length > 0 && cells.length !== header.length)
      throw new DexError('list_malformed', `line ${line}: ${cells.length} cells, not ${header.length}`)
    if (header.length === 0 && cells.length > 1)
      throw new DexError('list_malformed', `line ${line}: more than one cell, and no header`)
    if (cells.some((cell) => cell.length > cellMax))
      throw new DexError('list_malformed', `line ${line}: a cell has more than ${cellMax} characters`)
    const named = header.map((name, place) => [name, cells[place] ?? ''] as const)
    return {
      line: index + 1,
      written: cells[Math.max(at, 0)] ?? '',
      cells: Object.fromEntries(named.filter((_pair, place) => place !== at)),
    }
  })
  return { columns, lines }
}

const bullet = /^\s*(?:[-*•]|\d{1,4}[.)])\s+/
const address = /^[^\s@,;<>"]{1,64}@[^\s@,;<>"]+\.[^\s@,;<>"]+$/
const linesMin = 3

/**
 * The list that stands in a text, as CSV; null where none does: rows under a header that names the target, or lines that are each
 * one address. Of several the longest.
 */
export function listInText(text: string): string | null {
  const lines = text.split(/\r?\n/)
  let best: string[] = []
  for (let from = 0; from < lines.length; from += 1) {
    const found = tableAt(lines, from) ?? addressesAt(lines, from)
    if (found === null) continue
    if (found.length > best.length) best = found
    from += found.length - 1
  }
  return best.length < linesMin ? null : best.join('\n')
}

function tableAt(lines: readonly string[], from: number): string[] | null {
  const header = lines[from] ?? ''
  const delimiter = [',', ';', '\t'].find((each) => header.includes(each))
  if (delimiter === undefined) return null
  const cells = header.split(delimiter).map((cell) => cell.trim())
  if (
    !cells.some((cell) => naming.test(cell)) ||
    cells.some((cell) => cell.includes(' ') && cell.length > 30)
  )
    return null
  const rest = lines.slice(from + 1)
  const end = rest.findIndex((line) => line.split(delimiter).length !== cells.length)
  const body = end < 0 ? rest : rest.slice(0, end)
  return body.length < linesMin - 1 ? null : [header, ...body]
}

function addressesAt(lines: readonly string[], from: number): string[] | null {
  const found: string[] = []
  for (const line of lines.slice(from)) {
    const plain = line.replace(bullet, '').trim()
    if (!address.test(plain)) break
    found.push(plain)
  }
  return found.length < linesMin ? null : found
}
