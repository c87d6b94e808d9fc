import type { ActionDefinition } from '#contract/action.ts'
import type { Obligations } from '#contract/decision.ts'
import { durationMs } from '#contract/duration.ts'

/** For how long and how often at most. */
export interface Always {
  for: string
  cap: number
}

export type Offered = { always: Always; why: null } | { always: null; why: string }

const no = (why: string): Offered => ({ always: null, why })

/** What the decision offers of `always`: the least of all its parts, or why it offers none. */
export function offeredBy(
  action: ActionDefinition | undefined,
  { approvals = [] }: Obligations,
  subject: string,
): Offered {
  if (subject === 'list') return no('a list is looked at as a list, each time')
  if (!action?.write || action.platform === 'dex')
    return no('only changes on a platform are approved for always')
  if (action.credential) return no('what changes a password, a factor or a recovery is looked at each time')
  if (approvals.some((each) => each.proof.length > 0))
    return no('policy asks how the person’s identity was proven, and that is proven for one person')
  const offers = approvals.map((each) => each.always).filter((each) => each !== false)
  if (offers.length === 0 || offers.length < approvals.length) return no('policy asks a person each time')
  const shortest = offers.reduce((least, each) =>
    durationMs(each.for) < durationMs(least.for) ? each : least,
  )
  return { always: { for: shortest.for, cap: Math.min(...offers.map((each) => each.cap)) }, why: null }
}
