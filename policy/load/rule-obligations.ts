import type { ApprovalObligation, ApprovalTimes, ApproverSet, OpenHours } from '#contract/decision.ts'
import { weekdays } from '#contract/decision.ts'
import type { RuleObligations } from '../bundle.ts'
import { byCodeUnits } from '../bundle.ts'
import type { Obligations } from '../schema/obligations.ts'

type WrittenApproval = NonNullable<Obligations['approval']>
/** By id; a name that is not in it counts as none: whoever loads says so. */
export type Calendars = ReadonlyMap<string, OpenHours>

const sortedIds = (ids: readonly string[]): string[] => [...new Set(ids)].toSorted(byCodeUnits)

/** From what was written to what it means: defaults written out, sets sorted, what is off left out, keys in fixed order. */
export function ruleObligations(written: Obligations | undefined, calendars: Calendars): RuleObligations {
  if (written === undefined) return {}
  const { approval, limit, window, step_up, notify, undo } = written
  return {
    ...(approval === undefined ? {} : { approval: approvalOf(approval, calendars) }),
    ...(written.justification ? { justification: true as const } : {}),
    ...(limit === undefined ? {} : { limit: { max: limit.max, per: limit.per, by: limit.by } }),
    ...(window === undefined ? {} : { window: openHours(window) }),
    ...(step_up === undefined ? {} : { step_up: { maxAge: step_up.maxAge } }),
    ...(written.dry_run ? { dry_run: true as const } : {}),
    ...(notify === undefined || notify.length === 0 ? {} : { notify: sortedIds(notify) }),
    ...(undo === undefined ? {} : { undo: { keep: undo.keep } }),
  }
}

function approvalOf(approval: WrittenApproval, calendars: Calendars): ApprovalObligation {
  const { within, ...more } = timesOf(approval, calendars)
  const next = approval.next.map((each, at) => ({
    by: approverSet(each.by),
    quorum: each.quorum ?? quorumBefore(approval, at),
    ...timesOf(each, calendars),
    former: each.former,
  }))
  return {
    by: approverSet(approval.by),
    quorum: approval.quorum,
    not: sortedIds(approval.not),
    within,
    otherwise: approval.otherwise,
    always: approval.always === false ? false : { for: approval.always.for, cap: approval.always.cap },
    authors: approval.authors,
    proof: sortedIds(approval.proof),
    ...more,
    ...(next.length === 0 ? {} : { next }),
  }
}

const quorumBefore = ({ next, quorum }: WrittenApproval, at: number): number =>
  next.slice(0, at).findLast((each) => each.quorum !== undefined)?.quorum ?? quorum

function timesOf(
  { within, remind, calendar }: Pick<WrittenApproval, 'within' | 'remind' | 'calendar'>,
  calendars: Calendars,
): ApprovalTimes {
  const open = calendar === undefined ? undefined : calendars.get(calendar)
  return {
    within,
    ...(remind === undefined ? {} : { remind }),
    ...(open === undefined ? {} : { calendar: open }),
  }
}

/** Ids of calendars, with where each is named beneath `approval`. */
export const calendarsNamedIn = (written: Obligations | undefined): { id: string; path: PropertyKey[] }[] => {
  const { approval } = written ?? {}
  if (approval === undefined) return []
  const places = [
    { id: approval.calendar, path: ['calendar'] as PropertyKey[] },
    ...approval.next.map(({ calendar }, at) => ({ id: calendar, path: ['next', at, 'calendar'] })),
  ]
  return places.flatMap(({ id, path }) => (id === undefined ? [] : [{ id, path }]))
}

function approverSet(by: WrittenApproval['by']): ApproverSet {
  if (by.role !== undefined) return { role: by.role }
  if (by.group !== undefined) return { group: by.group }
  return { person: by.person ?? '' }
}

export const openHours = (window: NonNullable<Obligations['window']>): OpenHours => ({
  days: weekdays.filter((day) => window.days.includes(day)),
  hours: window.hours,
  zone: window.zone ?? null,
  holidays: sortedIds(window.holidays),
})
