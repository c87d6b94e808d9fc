import { onOneLine } from './visible.ts'

/** Columns padded to their widest cell, two spaces between them; the last one runs free. */
export function table(head: readonly string[], given: readonly (readonly string[])[]): string {
  const rows = given.map((row) => row.map(onOneLine))
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => (row[at] ?? '').length)))
  const render = (row: readonly string[]): string =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  ')
  return [head, ...rows].map((row) => render(row).trimEnd()).join('\n')
}
