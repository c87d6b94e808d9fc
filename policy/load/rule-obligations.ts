import type { ApproverSet } from '#contract/decision.ts'
import type { RuleObligations, WindowObligation } from '../bundle.ts'
import { byCodeUnits, weekdays } from '../bundle.ts'
import type { Obligations } from '../schema/obligations.ts'

const sortedIds = (ids: readonly string[]): string[] => [...new Set(ids)].toSorted(byCodeUnits)

/** From what was written to what it means: defaults written out, sets sorted, what is off left out, keys in fixed order. */
export function ruleObligations(written: Obligations | undefined): RuleObligations {
  if (written === undefined) return {}
  const { approval, limit, window, step_up, notify, undo } = written
  return {
    ...(approval === undefined
      ? {}
      : {
          approval: {
            by: approverSet(approval.by),
            quorum: approval.quorum,
            not: sortedIds(approval.not),
            within: approval.within,
            otherwise: approval.otherwise,
            always:
              approval.always === false ? false : { for: approval.always.for, cap: approval.always.cap },
            authors: approval.authors,
            proof: sortedIds(approval.proof),
          },
        }),
    ...(written.justification ? { justification: true as const } : {}),
    ...(limit === undefined ? {} : { limit: { max: limit.max, per: limit.per, by: limit.by } }),
    ...(window === undefined ? {} : { window: windowOf(window) }),
    ...(step_up === undefined ? {} : { step_up: { maxAge: step_up.maxAge } }),
    ...(written.dry_run ? { dry_run: true as const } : {}),
    ...(notify === undefined || notify.length === 0 ? {} : { notify: sortedIds(notify) }),
    ...(undo === undefined ? {} : { undo: { keep: undo.keep } }),
  }
}

function approverSet(by: NonNullable<Obligations['approval']>['by']): ApproverSet {
  if (by.role !== undefined) return { role: by.role }
  if (by.group !== undefined) return { group: by.group }
  return { person: by.person ?? '' }
}

const windowOf = (window: NonNullable<Obligations['window']>): WindowObligation => ({
  days: weekdays.filter((day) => window.days.includes(day)),
  hours: window.hours,
  zone: window.zone ?? null,
  holidays: sortedIds(window.holidays),
})
