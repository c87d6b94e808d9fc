import type { Obligations } from '#contract/decision.ts'

/** What the gate sees to itself. */
const byGate = ['undo'] as const satisfies (keyof Obligations)[]
/** What those who approve see to: they give the words of a justification, and a fresh sign-in. */
const byApproval = ['justification', 'step_up'] as const satisfies (keyof Obligations)[]
const seenTo: ReadonlySet<string> = new Set(['approvals', ...byGate, ...byApproval])

/**
 * Whether a decision asks what nobody would see to; the gate then denies (T16). INVARIANT: what is not known here is not
 * seen to.
 */
export function unsupported(obligations: Obligations): boolean {
  if (Object.keys(obligations).some((asked) => !seenTo.has(asked))) return true
  if ((obligations.approvals ?? []).length > 0) return false
  return byApproval.some((each) => obligations[each] !== undefined)
}
