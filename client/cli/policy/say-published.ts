import type { AnalysisSummary } from '#contract/publication.ts'
import type { Published } from './published.ts'

/** For the person at the terminal: what changes, what was found, and who has to agree, where. */
export function sayPublished(published: Published & { code: string | null }, url: string | null): string {
  const { change, tests, analysis } = published
  return [
    change.review,
    '',
    ...(tests === null ? [] : [tests === 0 ? 'tests: none' : `tests: ${tests} inputs as expected`]),
    ...(analysis === null ? ['analysis: did not come to an end in its time'] : sayAnalysis(analysis)),
    ...(change.loosens ? ['this loosens policy'] : []),
    '',
    ...sayState(published, url),
  ].join('\n')
}

function sayState(
  { state, owner, digest, rules, approval, code }: Published & { code: string | null },
  url: string | null,
) {
  const what = `${digest} (${owner}'s, ${rules} rules)`
  if (state === 'in_force') return [`in force: ${what}`]
  if (state === 'proposed')
    return [
      `stands, and nobody could be asked yet: ${what}`,
      '  the gate asks as soon as it runs: dex policy history',
    ]
  if (state !== 'waiting' || approval === null)
    return [`not in force: ${what}`, `  ${state}${code === null || code === state ? '' : ` (${code})`}`]
  const by = approval.by.map((each) => Object.entries(each).map(([kind, id]) => `${kind} ${id}`)).flat()
  return [
    `not in force yet: ${what}`,
    `  waits for a second person, not you: ${by.join(', ')}`,
    `  until ${approval.expiresAt}`,
    ...(url === null ? [] : [`  they decide at ${new URL(`/approvals/${approval.id}`, url).href}`]),
    `  or with dex approval approve ${approval.id}`,
  ]
}

function sayAnalysis({
  clean,
  unapproved,
  idle,
  selfApproval,
  weakerNext,
  unknown,
}: AnalysisSummary): string[] {
  const line = (label: string, names: string[]): string[] =>
    names.length === 0 ? [] : [`  ${label}: ${names.join(', ')}`]
  return [
    `analysis: ${clean ? 'clean' : 'not clean (dex policy analyze DIR says why)'}`,
    ...line('can run with nobody’s approval', unapproved),
    ...line('can never matter', idle),
    ...line('let somebody approve their own request', selfApproval),
    ...line('pass on to weaker approvers', weakerNext),
    ...line('could not be told', unknown),
  ]
}
