import type { ActionDefinition } from '#contract/action.ts'
import type { Bundle } from '../bundle.ts'
import { createDecider } from '../decide.ts'
import { classesOf } from './classes.ts'
import type { Asking } from './question.ts'
import { find } from './question.ts'
import type { RuleFinding } from './rules.ts'
import { idleRules } from './rules.ts'
import type { SelfApproval } from './self-approval.ts'
import { selfApprovals } from './self-approval.ts'
import { or } from './term.ts'
import type { Unapproved } from './unapproved.ts'
import { unapprovedIn } from './unapproved.ts'
import { type WeakerNext, weakerNext } from './weaker-next.ts'

export interface Analysis {
  bundle: string
  /** Every action: whether it can run with nobody's approval. */
  unapproved: Unapproved[]
  /** Actions that no input lets run, with or without approval; `unknown` where that could not be proved. */
  neverRun: { action: string; answer: 'never' | 'unknown'; because: string[] }[]
  idle: RuleFinding[]
  selfApproval: SelfApproval[]
  /** Those who come next, where they are fewer or lesser than those before. */
  weakerNext: WeakerNext[]
  /** No rule that can never matter, none by which somebody could approve their own request, and no weaker next approvers. */
  clean: boolean
}

/**
 * What a bundle lets happen over all inputs, not some: each `never` is a proof, each `possible` an input that the engine itself
 * decided so. Every fact is taken to be known, since a missing one can only deny (T15); shadow rules do not count.
 */
export async function analyze(
  asking: Asking,
  bundle: Bundle,
  catalog: ReadonlyMap<string, ActionDefinition>,
): Promise<Analysis> {
  const decide = createDecider(bundle, { catalog })
  const classes = classesOf(
    catalog,
    bundle.rules.map((rule) => [rule.id, rule] as const),
  )
  const unapproved: Unapproved[] = []
  const neverRun: Analysis['neverRun'] = []
  for (const each of classes) {
    const own = await unapprovedIn(asking, each, decide)
    unapproved.push(...own)
    if (own.every(({ finding }) => finding.answer === 'possible')) continue
    const { encoded, whole } = each
    const runs = await find(
      asking,
      encoded,
      or(whole.permit, whole.ask),
      (input) => decide(input).effect !== 'deny',
    )
    if (runs.answer === 'possible') continue
    const because = runs.answer === 'unknown' ? runs.because : []
    for (const { name } of each.actions) neverRun.push({ action: name, answer: runs.answer, because })
  }
  const idle = await idleRules(asking, bundle, classes, catalog)
  const selfApproval = await selfApprovals(asking, bundle, classes, decide)
  const weaker = weakerNext(bundle)
  const byAction = <Each extends { action: string }>(list: Each[]): Each[] =>
    list.toSorted((left, right) => (left.action < right.action ? -1 : 1))
  return {
    bundle: bundle.digest,
    unapproved: byAction(unapproved),
    neverRun: byAction(neverRun),
    idle,
    selfApproval,
    weakerNext: weaker,
    clean:
      weaker.length === 0 &&
      idle.every(({ answer }) => answer === 'unknown') &&
      selfApproval.every(({ finding }) => finding.answer !== 'possible'),
  }
}
