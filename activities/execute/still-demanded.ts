import type {
  ApprovalObligation,
  ApprovalTimes,
  ApproverSet,
  NextApprovers,
  Obligations,
} from '#contract/decision.ts'
import { durationMs } from '#contract/duration.ts'
import { sameCalendar } from '#policy/calendar.ts'

/** `kept`: people are asked for more than is asked for now, since they were asked before. */
export interface Demand {
  obligations: Obligations
  kept: boolean
}

/**
 * What people were asked for on this step stays asked, whatever policy says by now (T6: loosening never cancels a demanded
 * yes). Both are as far passed on. Where the earlier demand asks no less it stands as it was, so that what was said to it counts; else what it asked
 * beyond `fresh` joins that.
 */
export function stillDemanded(fresh: Obligations, earlier: Obligations | null): Demand {
  if (earlier === null) return { obligations: fresh, kept: false }
  const wanted = fresh.approvals ?? []
  const demanded = earlier.approvals ?? []
  const left = missing(demanded, wanted)
  const approvals = missing(wanted, demanded).length === 0 ? demanded : [...wanted, ...left]
  const freshSignIn = stricter(fresh.step_up, earlier.step_up)
  const obligations: Obligations = {
    ...earlier,
    ...fresh,
    approvals,
    ...(freshSignIn && { step_up: freshSignIn }),
  }
  return { obligations, kept: left.length > 0 }
}

/** Those of `wanted` that none of `given` asks as strictly; each of `given` stands for one. */
function missing(
  wanted: readonly ApprovalObligation[],
  given: readonly ApprovalObligation[],
): ApprovalObligation[] {
  const unpaired = [...given]
  return wanted.filter((each) => {
    const place = unpaired.findIndex((other) => asksNoLess(other, each))
    if (place >= 0) unpaired.splice(place, 1)
    return place < 0
  })
}

const nameOf = (by: ApproverSet): string => JSON.stringify(Object.entries(by))

/** Whoever may answer, in the order in which they are asked. */
const peopleOf = ({ from = [], by }: ApprovalObligation): string => JSON.stringify([...from, by].map(nameOf))

/** By another calendar it cannot be told. */
const noLater = (left: ApprovalTimes, right: ApprovalTimes): boolean =>
  durationMs(left.within) <= durationMs(right.within) &&
  (left.calendar === undefined || sameCalendar(left.calendar, right.calendar))

/** Those after them are among those after the others, and are asked no less. */
const nextNoWider = (left: readonly NextApprovers[], right: readonly NextApprovers[]): boolean =>
  left.every((each, at) => {
    const other = right[at]
    return (
      other !== undefined &&
      nameOf(each.by) === nameOf(other.by) &&
      each.quorum >= other.quorum &&
      noLater(each, other) &&
      (each.former === 'excluded' || other.former === 'allowed')
    )
  })

function asksNoLess(left: ApprovalObligation, right: ApprovalObligation): boolean {
  const proves =
    right.proof.length === 0 ||
    (left.proof.length > 0 && left.proof.every((each) => right.proof.includes(each)))
  return (
    proves &&
    peopleOf(left) === peopleOf(right) &&
    (left.former !== true || right.former === true) &&
    left.quorum >= right.quorum &&
    right.not.every((each) => left.not.includes(each)) &&
    noLater(left, right) &&
    nextNoWider(left.next ?? [], right.next ?? []) &&
    (left.authors === 'excluded' || right.authors === 'allowed') &&
    (left.confirms === true) === (right.confirms === true)
  )
}

function stricter(one: Obligations['step_up'], other: Obligations['step_up']): Obligations['step_up'] {
  if (!one || !other) return one ?? other
  return durationMs(one.maxAge) <= durationMs(other.maxAge) ? one : other
}
