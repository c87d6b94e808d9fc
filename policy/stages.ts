import type { ApprovalObligation, ApproverSet } from '#contract/decision.ts'

/** The set that policy names first, however far it has been passed on. */
export const firstSet = ({ from, by }: ApprovalObligation): ApproverSet => from?.[0] ?? by

/** Who may answer: those who are asked, and those before them where policy lets them. */
export const setsOf = ({ by, from, former }: ApprovalObligation): ApproverSet[] =>
  former === true ? [by, ...(from ?? [])] : [by]

export const mayPassOn = ({ next }: ApprovalObligation): boolean => next !== undefined && next.length > 0

/**
 * What is asked of those who come next; the same where nobody does. What else is asked of a yes stays, and nothing that was passed on
 * is offered for always.
 */
export function passOn(asked: ApprovalObligation): ApprovalObligation {
  const [next, ...rest] = asked.next ?? []
  if (next === undefined) return asked
  const { remind, calendar } = next
  return {
    by: next.by,
    quorum: next.quorum,
    not: asked.not,
    within: next.within,
    otherwise: asked.otherwise,
    always: false,
    authors: asked.authors,
    proof: asked.proof,
    ...(remind !== undefined && { remind }),
    ...(calendar && { calendar }),
    ...(rest.length > 0 && { next: rest }),
    from: [...(asked.from ?? []), asked.by],
    ...(next.former === 'allowed' && { former: true as const }),
  }
}

/** Each of `fresh` passed on as often as what was asked of the same first set has been. */
export function asFarAs(
  fresh: readonly ApprovalObligation[],
  asked: readonly ApprovalObligation[],
): ApprovalObligation[] {
  return fresh.map((each) => {
    const first = JSON.stringify(firstSet(each))
    const standing = asked.find((other) => JSON.stringify(firstSet(other)) === first)
    let reached = each
    for (let times = standing?.from?.length ?? 0; times > 0; times -= 1) reached = passOn(reached)
    return reached
  })
}
