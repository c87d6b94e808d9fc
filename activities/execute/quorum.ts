import type { ApprovalObligation, ApproverSet } from '#contract/decision.ts'
import { setsOf } from '#policy/stages.ts'

/** One person who said yes, with what they are entitled to as read from the identity source now. */
export interface Yes {
  person: string
  /** Whose deputy said it; absent: it is their own. */
  onBehalfOf?: string
  roles: ReadonlySet<string>
  /** Platform-qualified group ids. */
  groups: ReadonlySet<string>
  proof: string | null
  /** An author, or whom it touches: fills no place of a second person (T17). */
  excluded: boolean
}

/** Whether this person may fill a place of this obligation. */
export function fills(yes: Yes, obligation: ApprovalObligation): boolean {
  if (yes.excluded && obligation.confirms !== true) return false
  if (peopleOf(yes).some((person) => obligation.not.includes(person))) return false
  // What is to run as somebody is confirmed by that person and no other.
  if (obligation.confirms === true && yes.onBehalfOf !== undefined) return false
  if (obligation.proof.length > 0 && (yes.proof === null || !obligation.proof.includes(yes.proof)))
    return false
  return setsOf(obligation).some((by) => isOf(yes, by))
}

function isOf(yes: Yes, by: ApproverSet): boolean {
  if ('role' in by) return yes.roles.has(by.role)
  if ('group' in by) return yes.groups.has(by.group)
  return (yes.onBehalfOf ?? yes.person) === by.person
}

/** Who is spent by a yes: a person counts once over all accounts and delegations (T17). */
const peopleOf = ({ person, onBehalfOf }: Yes): string[] =>
  onBehalfOf === undefined ? [person] : [person, onBehalfOf]

/** The first of each person that fills a place; what names somebody again is no further yes. */
function distinct(obligations: readonly ApprovalObligation[], yeses: readonly Yes[]): Yes[] {
  const spent = new Set<string>()
  return yeses.filter((yes) => {
    const people = peopleOf(yes)
    if (people.some((each) => spent.has(each)) || !obligations.some((each) => fills(yes, each))) return false
    for (const each of people) spent.add(each)
    return true
  })
}

/**
 * Whether every place of every obligation is filled, each by another person (SURFACES: one person fills one place).
 * Bipartite matching by augmenting paths; places and people are few.
 */
export function quorumMet(obligations: readonly ApprovalObligation[], yeses: readonly Yes[]): boolean {
  const places = obligations.flatMap((obligation) =>
    Array.from({ length: obligation.quorum }, () => obligation),
  )
  const placeOf = new Map<string, number>()
  const people = new Map(distinct(obligations, yeses).map((yes) => [yes.person, yes]))

  const seat = (place: number, tried: Set<string>): boolean => {
    for (const [person, yes] of people) {
      const obligation = places[place]
      if (!obligation || tried.has(person) || !fills(yes, obligation)) continue
      tried.add(person)
      const taken = placeOf.get(person)
      if (taken === undefined || seat(taken, tried)) {
        placeOf.set(person, place)
        return true
      }
    }
    return false
  }
  return places.every((_, place) => seat(place, new Set()))
}
