import type { Obligations } from '#contract/decision.ts'
import { uniteObligations } from '../obligations.ts'
import type { RuleObligations } from '../bundle.ts'

/** Whether what is asked now no longer holds all that was asked: united with the old, it would grow. */
export function asksLess(before: Obligations, after: Obligations): boolean {
  const { obligations, unsatisfiable } = uniteObligations([...partsOf(after), ...partsOf(before)])
  return (
    unsatisfiable ||
    JSON.stringify(obligations) !== JSON.stringify(uniteObligations(partsOf(after)).obligations)
  )
}

function partsOf({ approvals, ...rest }: Obligations): RuleObligations[] {
  return [rest, ...(approvals ?? []).map((approval) => ({ approval }))]
}
