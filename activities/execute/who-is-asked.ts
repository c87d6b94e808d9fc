import type { Passed } from '#contract/approval-end.ts'
import type { ApprovalObligation } from '#contract/decision.ts'
import { createZones } from '#policy/decide/zone.ts'
import { mayPassOn } from '#policy/stages.ts'
import { type Asked, type Clocks, deadlineOf, passedOn } from '#policy/timetable.ts'
import type { GateDeps } from '../deps.ts'
import { type Able, type Asking, readEligible } from './eligible.ts'
import { fills, quorumMet } from './quorum.ts'

const zones = createZones()

export const clocksOf = ({ zone }: { zone: string }): Clocks => ({ zone, zones })

/** Who is asked, and until when. */
export interface WhoIsAsked extends Asked {
  approvals: ApprovalObligation[]
  /** Why others than the first are. */
  passed: Passed | null
  /** Nobody comes after them, and they are fewer than are needed. */
  tooFew: boolean
  /** Names of those who may say yes, for the telling; null where that cannot be read. */
  people: string[] | null
}

/** Of what policy asks, from now on. */
export function firstAsked(
  deps: GateDeps,
  asking: Asking,
  approvals: readonly ApprovalObligation[],
): Promise<WhoIsAsked> {
  const now = deps.clock()
  const clocks = clocksOf(asking.settings)
  const deadlines = approvals.map((each) => deadlineOf(each, now, clocks))
  return skipTooFew(deps, asking, { approvals, deadlines }, null)
}

/**
 * Where fewer people may say yes than are needed, those who come next are asked at once. Who that is, is read from the directory; what
 * cannot be told counts as enough.
 */
export async function skipTooFew(
  deps: GateDeps,
  asking: Asking,
  first: Asked,
  because: Passed | null,
): Promise<WhoIsAsked> {
  let asked = first
  let passed = because
  for (;;) {
    const approvals = asked.approvals.filter((each) => each.confirms !== true).map(ofAnyProof)
    const people = approvals.length === 0 ? null : await readEligible(deps, asking, approvals)
    const told = toldOf(asked.approvals, people)
    if (people === null || quorumMet(approvals, people))
      return { ...asked, approvals: [...asked.approvals], passed, tooFew: false, people: told }
    const few = asked.approvals.filter(
      (each) =>
        each.confirms !== true && people.filter((one) => fills(one, ofAnyProof(each))).length < each.quorum,
    )
    // Each set may be large enough by itself, and all of them together too few.
    const gives = few.length > 0 ? few : asked.approvals.filter(mayPassOn)
    if (gives.length === 0 || !gives.every(mayPassOn))
      return { ...asked, approvals: [...asked.approvals], passed, tooFew: true, people: told }
    asked = passedOn(asked, deps.clock(), clocksOf(asking.settings), (each) => gives.includes(each))
    passed ??= 'too_few_approvers'
  }
}

/** Whoever may fill a place, and whoever confirms at the console. */
function toldOf(approvals: readonly ApprovalObligation[], people: readonly Able[] | null): string[] | null {
  const confirming = approvals.flatMap(({ by, confirms }) => (confirms && 'person' in by ? [by.person] : []))
  const others = approvals.filter((each) => each.confirms !== true).map(ofAnyProof)
  if (others.length > 0 && people === null) return null
  const able = (people ?? []).filter((one) => others.some((each) => fills(one, each)))
  return [...new Set([...confirming, ...able.flatMap(({ names }) => names)])].toSorted()
}

const ofAnyProof = (each: ApprovalObligation): ApprovalObligation => ({ ...each, proof: [] })
