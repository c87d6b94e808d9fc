import type { ApprovalObligation, Decision, Obligations } from '#contract/decision.ts'
import type { Expectation } from '../schema/test-document.ts'

export interface Difference {
  /** Such as `effect` or `obligations.approvals`. */
  what: string
  expected: unknown
  got: unknown
}

/** Where a decision is not what was expected; only what the expectation names is compared. */
export function differences(expected: Expectation, decision: Decision): Difference[] {
  const found: Difference[] = []
  const compare = (what: string, wanted: unknown, got: unknown): void => {
    if (wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(got))
      found.push({ what, expected: wanted, got })
  }
  compare('effect', expected.effect, decision.effect)
  compare('rule', expected.rule, decision.decidedBy?.rule ?? null)
  compare('layer', expected.layer, decision.decidedBy?.layer ?? null)
  compare('reason', expected.reason, decision.decidedBy?.reason ?? null)
  if (expected.obligations !== undefined)
    compareObligations(expected.obligations, decision.obligations, compare)
  return found
}

function compareObligations(
  expected: NonNullable<Expectation['obligations']>,
  got: Obligations,
  compare: (what: string, wanted: unknown, got: unknown) => void,
): void {
  const { approvals, justification, step_up, dry_run, notify, undo } = expected
  compare('obligations.justification', justification, got.justification ?? false)
  compare('obligations.step_up', step_up, got.step_up ?? false)
  compare('obligations.dry_run', dry_run, got.dry_run ?? false)
  compare('obligations.notify', notify?.toSorted(), got.notify ?? [])
  compare('obligations.undo', undo, got.undo ?? false)
  if (approvals === undefined) return
  const given = got.approvals ?? []
  const key = ({ by }: { by: object }): string => JSON.stringify(by)
  const wanted = approvals.toSorted((left, right) => (key(left) < key(right) ? -1 : 1))
  // What an expectation leaves out is taken from the decision, so that only what it says is compared.
  const shown = given.map((approval, at) => pick(approval, wanted[at]))
  compare(
    'obligations.approvals',
    wanted.map((approval) => pick(approval, approval)),
    shown,
  )
}

const fields = ['by', 'quorum', 'not', 'within', 'otherwise', 'always', 'authors', 'proof', 'remind'] as const
const nextFields = ['by', 'quorum', 'within', 'remind', 'former'] as const
type Expected = NonNullable<NonNullable<Expectation['obligations']>['approvals']>[number]

function pick(from: ApprovalObligation | Expected, named: Expected | undefined): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const field of fields) {
    if (named !== undefined && named[field] === undefined) continue
    const value = from[field]
    picked[field] = field === 'not' || field === 'proof' ? [...(value as string[])].toSorted() : value
  }
  if (named?.next !== undefined)
    picked.next = (from.next ?? []).map((each, at) => {
      const said = named.next?.[at]
      const shown = nextFields.filter((field) => said === undefined || said[field] !== undefined)
      return Object.fromEntries(shown.map((field) => [field, each[field]]))
    })
  return picked
}
