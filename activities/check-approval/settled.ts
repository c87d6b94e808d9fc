import type { Obligations } from '#contract/decision.ts'
import type { CheckedDecision } from '#store/decisions.ts'
import type { CheckOutcome } from '../types.ts'

/**
 * Whether the wait is over: one no, or as many accepted yeses as there are places. The gate counts places exactly, with
 * each person's entitlement at that moment; too early a try there asks again.
 */
export function settledBy(
  obligations: object | undefined,
  decisions: readonly CheckedDecision[],
): CheckOutcome['settled'] {
  const accepted = decisions.filter((each) => each.code === 'ok')
  if (accepted.some((each) => each.verdict === 'reject')) return 'rejected'
  const places = ((obligations as Obligations | undefined)?.approvals ?? []).reduce(
    (sum, each) => sum + each.quorum,
    0,
  )
  return new Set(accepted.map((each) => each.approver)).size >= places ? 'approved' : null
}
