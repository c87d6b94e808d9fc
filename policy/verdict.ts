import type { Effect, Verdict } from '#contract/decision.ts'

/** What the enforced rules of one layer amount to, taken together by `|`: the row of the table. */
export const says = { nothing: 0, allow: 1, require: 2, deny: 4, error: 8 } as const

/**
 * THE table: what a layer says, from what its matching enforced rules say. Every case is written out.
 * INVARIANT: only rows with `allow` lead to anything but refusal; turning `error` or `deny` on never leads away from it.
 */
const layerTable: readonly Verdict[] = [
  // error deny require allow
  /* no    no   no      no  */ 'none',
  /* no    no   no      yes */ 'allow',
  /* no    no   yes     no  */ 'none',
  /* no    no   yes     yes */ 'require',
  /* no    yes  no      no  */ 'deny',
  /* no    yes  no      yes */ 'deny',
  /* no    yes  yes     no  */ 'deny',
  /* no    yes  yes     yes */ 'deny',
  /* yes   no   no      no  */ 'error',
  /* yes   no   no      yes */ 'error',
  /* yes   no   yes     no  */ 'error',
  /* yes   no   yes     yes */ 'error',
  /* yes   yes  no      no  */ 'error',
  /* yes   yes  no      yes */ 'error',
  /* yes   yes  yes     no  */ 'error',
  /* yes   yes  yes     yes */ 'error',
]

/** Worst first: the target layer's verdict over the target and every object is the first that occurs. */
const worstFirst: readonly Verdict[] = ['error', 'deny', 'none', 'require', 'allow']

export const layerVerdict = (said: number): Verdict => layerTable[said] ?? 'error'

export const worse = (left: Verdict, right: Verdict): Verdict =>
  worstFirst.indexOf(left) <= worstFirst.indexOf(right) ? left : right

/** A decision permits only when each of the six layers says one of these. */
export const letsThrough = (verdict: Verdict): boolean => verdict === 'allow' || verdict === 'require'

/** All six layers let it through: an approval among the obligations asks for a person, otherwise it is permitted. */
export const effectOf = (allLetThrough: boolean, approvalAsked: boolean): Effect =>
  !allLetThrough ? 'deny' : approvalAsked ? 'require_approval' : 'permit'
