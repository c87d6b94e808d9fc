import type { Report } from './measure.ts'
import { cellsOf, columns, headline, rowsOf } from './say-report.ts'

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '')

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #8884 }
th:first-child, td:first-child { text-align: left }
.headline { font-size: 1.15rem } .no { color: #c33 } .yes { color: #283 }
td.why { text-align: left } .scroll { overflow-x: auto }
`

const rowOf = (cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`

/** One page without scripts and without anything from elsewhere; every text of a case is escaped. */
export function htmlReport(report: Report, at: Date): string {
  const head = columns.map((name) => `<th scope="col">${escaped(name)}</th>`).join('')
  // What is not right is what one opens the page for.
  const cases = report.cases
    .toSorted((one, other) => Number(one.right) - Number(other.right))
    .map(
      ({ id, category, ended, right, why, turns, tokens, seconds }) =>
        `<tr><td>${escaped(id)}</td><td>${escaped(category)}</td><td class="${right ? 'yes' : 'no'}">${right ? 'right' : 'not right'}</td><td>${ended}</td><td>${turns}</td><td>${tokens}</td><td>${seconds}</td><td class="why">${escaped(why.join('; '))}</td></tr>`,
    )
  const faults = [...report.stray, ...report.broken].map((line) => `<li>${escaped(line)}</li>`)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>dex eval · ${escaped(report.model)}</title><style>${style}</style></head>
<body><h1>dex eval</h1>
<p class="headline ${report.passed ? '' : 'no'}">${escaped(headline(report))}</p>
<p>Model ${escaped(report.model)}, seed ${report.seed}, run ${report.repeat === 1 ? 'once' : `${report.repeat} times`}, ${report.seconds} s, ${at.toISOString()}.
Judged by the platforms’ journals and states, not by what the model says. Turns, tokens and seconds are medians.</p>
<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${rowsOf(report)
  .map((row) => rowOf(cellsOf(row)))
  .join('\n')}
</tbody></table></div>
${faults.length === 0 ? '' : `<h2>What the run could not account for</h2><ul>${faults.join('')}</ul>`}
<h2>Cases</h2>
<div class="scroll"><table><thead><tr><th>case</th><th>category</th><th></th><th>ended</th><th>turns</th><th>tokens</th><th>seconds</th><th>why</th></tr></thead><tbody>
${cases.join('\n')}
</tbody></table></div></body></html>
`
}
