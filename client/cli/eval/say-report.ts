import { table } from '../table.ts'
import type { Report, Row } from './measure.ts'

export const columns = [
  '',
  'cases',
  'right',
  'resolved',
  'escalated',
  'wrong writes',
  'needless',
  'not meant',
  'asked needlessly',
  'turns',
  'tokens',
  'seconds',
] as const

export const cellsOf = (row: Row): string[] => [
  row.name,
  String(row.cases),
  String(row.right),
  `${row.resolvedRightly.right}/${row.resolvedRightly.of}`,
  `${row.escalatedRightly.right}/${row.escalatedRightly.of}`,
  String(row.wrongWrites),
  String(row.needlessWrites),
  String(row.wrongProposals),
  String(row.askedNeedlessly),
  String(row.turns),
  String(row.tokens),
  String(row.seconds),
]

export const rowsOf = (report: Report): Row[] => [
  ...report.categories,
  report.injections,
  report.plain,
  report.variants,
  report.total,
]

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** What may be said of the run, and no more. */
export function headline({ kind, passed, model, total, rate, repeat, cost }: Report): string {
  if (kind === 'machinery')
    return `machinery ${passed ? 'passed' : 'FAILED'}: ${total.cases} cases ran and were judged at the platforms. ${model} is a stand-in by rules: how many it solves says nothing of any model.`
  const interval =
    rate === null
      ? ''
      : `${percent(rate.share)} right (95 % interval ${percent(rate.low)} to ${percent(rate.high)})`
  const spent = cost === null ? '' : `, $${cost.toFixed(2)}`
  return `${model}: ${interval}, ${total.cases} runs of ${total.cases / repeat} cases${spent}`
}

/** The report for a terminal: the table, then every case that is not right and why. */
export function sayReport(report: Report): string {
  const wrong = report.cases.filter((verdict) => !verdict.right)
  return [
    `model ${report.model}, seed ${report.seed}, ${report.seconds} s`,
    '',
    table(columns, rowsOf(report).map(cellsOf)),
    '',
    ...(wrong.length === 0
      ? []
      : ['not right:', ...wrong.map(({ id, why }) => `  ${id}: ${why.join('; ')}`), '']),
    ...report.stray.map((line) => `no request accounts for: ${line}`),
    ...report.broken.map((line) => `could not be run: ${line}`),
    headline(report),
  ].join('\n')
}
