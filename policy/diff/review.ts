import type { Decision } from '#contract/decision.ts'
import { sayObligations } from '../explain/words.ts'
import type { RunbookMeaning } from '../bundle.ts'
import type { BundleDiff, Change, ChangeKind } from './diff.ts'
import { changeKinds } from './diff.ts'

const headings: Record<ChangeKind, string> = {
  permits: 'Newly permits: runs with nobody’s approval',
  asks_less: 'Asks less than before',
  asks: 'Newly asks for approval',
  asks_more: 'Asks more than before',
  denies: 'Newly denies',
}

/** As a review comment, in Markdown: what changes in decisions, most dangerous first, each with an input to try. */
export function reviewOf({ before, after, changes, rules, runbooks, secondPerson }: BundleDiff): string {
  const lines = [`## Policy change`, '', `\`${short(before)}\` → \`${short(after)}\``, '']
  const named = (label: string, ids: string[]): void => {
    if (ids.length > 0) lines.push(`- rules ${label}: ${ids.map((id) => `\`${id}\``).join(', ')}`)
  }
  named('added', rules.added)
  named('removed', rules.removed)
  named('changed', rules.changed)
  if (secondPerson !== null) lines.push(`- ${publishing[secondPerson]}`)
  if (changes.length === 0) lines.push('', 'No decision changes, for any input: proved.')
  for (const kind of changeKinds) {
    const own = changes.filter((change) => change.kind === kind)
    if (own.length === 0) continue
    lines.push('', `### ${headings[kind]}`, '')
    for (const group of groupsOf(own)) lines.push(...sayGroup(group))
  }
  if (runbooks.removed.length + runbooks.written.length > 0) lines.push(...sayRunbooks(runbooks))
  return lines.join('\n')
}

function sayRunbooks({ removed, written }: BundleDiff['runbooks']): string[] {
  return [
    '',
    '### Runbooks: what the model is guided by; no decision changes by them',
    '',
    ...removed.map((id) => `- removed: \`${id}\``),
    ...written.flatMap(sayRunbook),
  ]
}

/** Indented, so that nothing in it is part of the review. */
const sayRunbook = ({ id, title, about, always, text }: RunbookMeaning): string[] => [
  `- \`${id}\`: ${title}${about.length > 0 ? ` (found by ${about.join(', ')})` : ''}${always ? ', told with every request' : ''}`,
  '',
  ...text.split('\n').map((line) => `      ${line}`),
  '',
]

const publishing = {
  always: 'from then on a second person is asked for every change of policy',
  loosening: 'from then on nobody else is asked for a change of policy that loosens nothing',
} as const

/** Changes that read the same but for the action. */
function groupsOf(changes: readonly Change[]): Change[][] {
  const groups = new Map<string, Change[]>()
  for (const change of changes) {
    const key = JSON.stringify([change.answer, say(change.before), say(change.after), change.because])
    groups.set(key, [...(groups.get(key) ?? []), change])
  }
  return [...groups.values()]
}

function sayGroup(group: readonly Change[]): string[] {
  const [first] = group
  if (first === undefined) return []
  const actions = group.map(({ action }) => `\`${action}\``).join(', ')
  if (first.answer === 'unknown')
    return [`- ${actions}: cannot be told; outside what can be analysed: ${first.because.join(', ')}`]
  return [
    `- ${actions}: ${say(first.before)} → ${say(first.after)}`,
    '',
    '  ```json',
    `  ${JSON.stringify(first.witness)}`,
    '  ```',
    '',
  ]
}

function say(decision: Decision | null): string {
  if (decision === null) return 'unknown'
  const { effect, decidedBy, obligations } = decision
  const by =
    decidedBy === null
      ? ''
      : ` (${decidedBy.layer}${decidedBy.rule === null ? ': no rule' : `: \`${decidedBy.rule}\``})`
  const asked = sayObligations(obligations, {})
  return `${words[effect]}${by}${asked.length > 0 ? `: ${asked.join('; ')}` : ''}`
}

const words = { permit: 'permitted', require_approval: 'asks', deny: 'denied' } as const
const short = (digest: string): string => digest.slice(0, 'sha256:'.length + 12)
