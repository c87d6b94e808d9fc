import type { DecisionInput } from '#contract/decision.ts'
import type { Analysis } from './analyze.ts'
import type { Unapproved } from './unapproved.ts'

/** For a terminal: findings first, proofs after. */
export function renderAnalysis({
  bundle,
  unapproved,
  neverRun,
  idle,
  selfApproval,
  weakerNext,
  clean,
}: Analysis): string {
  const writes = unapproved.filter(({ write }) => write)
  const proved = writes.filter(({ finding }) => finding.answer === 'never')
  const lines = [
    `writes that can run with nobody’s approval: ${writes.filter(({ finding }) => finding.answer === 'possible').length || 'none'}`,
    ...writes.filter(({ finding }) => finding.answer !== 'never').flatMap(sayUnapproved),
    '',
    `writes that never run unapproved, proved: ${proved.length} of ${writes.length}`,
    ...listed(proved.map(({ action }) => action)),
    '',
    `actions that can never run: ${neverRun.length || 'none'}`,
    ...listed(neverRun.map(({ action, answer }) => (answer === 'never' ? action : `${action} (not proved)`))),
    '',
    `rules that can never matter: ${idle.filter(({ answer }) => answer !== 'unknown').length || 'none'}`,
    ...idle.map(
      ({ rule, file, line, answer, because }) =>
        `  ${rule} (${file}:${line}): ${sayIdle[answer]}${because.map((each) => `\n    ${each}`).join('')}`,
    ),
    '',
    `rules by which somebody could approve their own request: ${selfApproval.filter(({ finding }) => finding.answer === 'possible').length || 'none'}`,
    ...selfApproval.flatMap(({ rule, file, line, action, finding }) => [
      `  ${rule} (${file}:${line}): ${finding.answer}${finding.answer === 'possible' ? `, for instance \`${action}\`` : ''}`,
      ...(finding.answer === 'possible'
        ? [`    ${oneLine(finding.witness)}`]
        : finding.answer === 'unknown'
          ? finding.because.map((each) => `    ${each}`)
          : []),
    ]),
    '',
    `next approvers weaker than those before: ${weakerNext.length || 'none'}`,
    ...weakerNext.flatMap(({ rule, file, line, said, mend }) => [
      `  ${rule} (${file}:${line}): ${said}`,
      `    ${mend}`,
    ]),
    '',
    clean ? 'clean' : 'not clean',
    `bundle ${bundle}`,
  ]
  return lines.join('\n')
}

const sayIdle = {
  unreachable: 'never matches, whatever comes in',
  without_effect: 'changes no decision: others say the same or more',
  unknown: 'unknown; outside what can be analysed:',
} as const

function sayUnapproved({ action, risk, finding, reach }: Unapproved): string[] {
  if (finding.answer === 'unknown')
    return [
      `  ${action} (${risk} risk): unknown; outside what can be analysed:`,
      ...finding.because.map((each) => `    ${each}`),
    ]
  if (finding.answer === 'never') return []
  const words = { never: 'never', possible: 'also', unknown: 'unknown whether' } as const
  const whom =
    reach === null
      ? ''
      : `: on ${reach.channels.join(', ')}; ${words[reach.unverified]} for an unverified requester; ${words[reach.privileged]} on anything privileged`
  return [`  ${action} (${risk} risk)${whom}`, `    for instance ${oneLine(finding.witness)}`]
}

/** The input as `dex policy decide` takes it, so that it can be tried. */
const oneLine = (witness: DecisionInput): string => JSON.stringify(witness)

const listed = (names: readonly string[]): string[] => (names.length === 0 ? [] : [`  ${names.join(', ')}`])
