import type { BenchResult, Row } from './result.ts'

const heads = ['', 'value', 'unit', 'against', 'ratio', 'goal', '']

/** For people; the file has the same figures. */
export function renderTable({ name, machine, commit, rows }: BenchResult): string {
  const cells = [heads, ...rows.map(cellsOf)]
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart : cell.padEnd).call(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [`${name} · ${machine} · ${commit}`, ...lines, ''].join('\n')
}

const isNumber = (column: number): boolean => [1, 4, 5].includes(column)

const cellsOf = (row: Row): string[] => [
  row.label,
  String(row.value),
  row.unit,
  row.against ?? '',
  row.ratio === null ? '' : row.ratio.toFixed(2),
  row.goal === null ? '' : `≥ ${row.goal}`,
  row.goal === null ? '' : row.ok ? 'met' : 'MISSED',
]
