import { DexError } from '#contract/error.ts'

const malformed = (line: number, what: string): DexError =>
  new DexError('list_malformed', `line ${line}: ${what}`)

/** What the first line parts its cells with, outside of quotes. */
function delimiterOf(text: string): string {
  const [first = ''] = text.replace(/"(?:[^"]|"")*"/g, '').split(/\r?\n/, 1)
  const counts = [',', ';', '\t'].map((each) => ({ each, count: first.split(each).length }))
  return counts.toSorted((one, other) => other.count - one.count)[0]?.each ?? ','
}

/**
 * Rows of cells as RFC 4180 has them, with `,`, `;` or tabs between. Empty rows are left out. Throws `list_malformed` with the
 * line for a quote that does not end or is followed by something else.
 */
export function parseCsv(given: string): { line: number; cells: string[] }[] {
  const text = given.replace(/^\ufeff/, '')
  const delimiter = delimiterOf(text)
  const rows: { line: number; cells: string[] }[] = []
  let line = 1
  let at = 0
  while (at < text.length) {
    const cells: string[] = []
    const started = line
    for (;;) {
      let cell = ''
      if (text[at] === '"') {
        for (at += 1; ; at += 1) {
          if (at >= text.length) throw malformed(started, 'a quote does not end')
          if (text[at] === '\n') line += 1
          if (text[at] !== '"') cell += text[at]
          else if (text[at + 1] === '"') cell += text[(at += 1)]
          else break
        }
        at += 1
        if (at < text.length && ![delimiter, '\r', '\n'].includes(text[at] ?? ''))
          throw malformed(started, 'something stands behind a quoted cell')
      } else {
        const end = text
          .slice(at)
          .search(delimiter === '\t' ? /[\t\r\n]/ : new RegExp(`[${delimiter}\\r\\n]`))
        cell = end < 0 ? text.slice(at) : text.slice(at, at + end)
        at += cell.length
      }
      cells.push(cell.trim())
      if (text[at] !== delimiter) break
      at += 1
    }
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') at += 1
    line += 1
    if (cells.some((cell) => cell !== '')) rows.push({ line: started, cells })
  }
  return rows
}
