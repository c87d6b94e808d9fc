import type { ApprovalObligation, ApprovalTimes, NextApprovers, Obligations } from '#contract/decision.ts'
import type { RuleObligations } from './bundle.ts'
import { byCodeUnits } from './bundle.ts'
import { calendarInOrder, sameCalendar } from './calendar.ts'
import { shorter } from './duration.ts'

export interface Union {
  obligations: Obligations
  /** An approver set whose rules accept no common proof: nothing that a person records could satisfy all of them. */
  unsatisfiable: boolean
}

/** The union over all matching `require` rules; the order they come in changes nothing. */
export function uniteObligations(parts: readonly RuleObligations[]): Union {
  const approvals = new Map<string, ApprovalObligation>()
  let unsatisfiable = false
  let maxAge: string | null = null
  let keep: string | null = null
  const notify = new Set<string>()
  for (const part of parts) {
    if (part.approval !== undefined) {
      // One key, so that this is its canonical form (RFC 8785).
      const key = JSON.stringify(part.approval.by)
      const other = approvals.get(key)
      const merged = other === undefined ? copy(part.approval) : merge(other, part.approval)
      if (other !== undefined && merged.proof.length === 0 && part.approval.proof.length > 0)
        unsatisfiable = true
      else approvals.set(key, merged)
    }
    if (part.step_up !== undefined)
      maxAge = maxAge === null ? part.step_up.maxAge : shorter(maxAge, part.step_up.maxAge)
    if (part.undo !== undefined) keep = keep === null ? part.undo.keep : shorter(keep, part.undo.keep)
    for (const id of part.notify ?? []) notify.add(id)
  }
  const sorted = [...approvals]
    .toSorted(([left], [right]) => byCodeUnits(left, right))
    .map(([, approval]) => approval)
  const obligations: Obligations = {
    ...(sorted.length > 0 ? { approvals: sorted } : {}),
    ...(parts.some((part) => part.justification) ? { justification: true as const } : {}),
    ...(maxAge === null ? {} : { step_up: { maxAge } }),
    ...(parts.some((part) => part.dry_run) ? { dry_run: true as const } : {}),
    ...(notify.size > 0 ? { notify: [...notify].toSorted(byCodeUnits) } : {}),
    ...(keep === null ? {} : { undo: { keep } }),
  }
  return { obligations, unsatisfiable }
}

function copy(approval: ApprovalObligation): ApprovalObligation {
  return {
    by: { ...approval.by },
    quorum: approval.quorum,
    not: [...approval.not],
    within: approval.within,
    otherwise: approval.otherwise,
    always: approval.always === false ? false : { for: approval.always.for, cap: approval.always.cap },
    authors: approval.authors,
    proof: [...approval.proof],
    ...(approval.remind !== undefined && { remind: approval.remind }),
    ...(approval.calendar && { calendar: calendarInOrder(approval.calendar) }),
    ...(approval.next && { next: approval.next.map(copyNext) }),
    ...(approval.from && { from: approval.from }),
    ...(approval.former && { former: approval.former }),
  }
}

function copyNext({ by, quorum, within, remind, calendar, former }: NextApprovers): NextApprovers {
  return {
    by,
    quorum,
    within,
    ...(remind !== undefined && { remind }),
    ...(calendar && { calendar: calendarInOrder(calendar) }),
    former,
  }
}

/** INVARIANT: each field of the result asks at least as much as either side. */
function merge(left: ApprovalObligation, right: ApprovalObligation): ApprovalObligation {
  const { within, ...times } = mergeTimes(left, right)
  const next = mergeNext(left.next ?? [], right.next ?? [])
  return {
    by: left.by,
    quorum: Math.max(left.quorum, right.quorum),
    not: [...new Set([...left.not, ...right.not])].toSorted(byCodeUnits),
    within,
    otherwise: left.otherwise === 'deny' || right.otherwise === 'deny' ? 'deny' : 'escalate',
    always:
      left.always === false || right.always === false
        ? false
        : {
            for: shorter(left.always.for, right.always.for),
            cap: Math.min(left.always.cap, right.always.cap),
          },
    authors: left.authors === 'allowed' && right.authors === 'allowed' ? 'allowed' : 'excluded',
    // Each list accepts any of its methods, none asked when empty: what satisfies both is what is in both.
    proof:
      left.proof.length === 0
        ? [...right.proof]
        : right.proof.length === 0
          ? left.proof
          : left.proof.filter((method) => right.proof.includes(method)),
    ...times,
    ...(next.length > 0 && { next }),
    ...(left.from && { from: left.from }),
    ...(left.former && right.former && { former: left.former }),
  }
}

/** A calendar only ever makes a time longer: it stays where both count by the same. */
function mergeTimes(left: ApprovalTimes, right: ApprovalTimes): ApprovalTimes {
  const reminds = [left.remind, right.remind].filter((remind) => remind !== undefined)
  return {
    within: shorter(left.within, right.within),
    ...(reminds.length > 0 && { remind: reminds.reduce(shorter) }),
    ...(left.calendar &&
      sameCalendar(left.calendar, right.calendar) && { calendar: calendarInOrder(left.calendar) }),
  }
}

/** Who may answer once the time of those before is over: only whom both name there, in the same order. */
function mergeNext(left: readonly NextApprovers[], right: readonly NextApprovers[]): NextApprovers[] {
  const merged: NextApprovers[] = []
  for (const [at, one] of left.entries()) {
    const other = right[at]
    if (!other || JSON.stringify(one.by) !== JSON.stringify(other.by)) break
    merged.push({
      by: one.by,
      quorum: Math.max(one.quorum, other.quorum),
      ...mergeTimes(one, other),
      former: one.former === 'allowed' && other.former === 'allowed' ? 'allowed' : 'excluded',
    })
  }
  return merged
}
