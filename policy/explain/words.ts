import type {
  ApprovalObligation,
  ApprovalTimes,
  ApproverSet,
  Obligations,
  OpenHours,
} from '#contract/decision.ts'
import type { LimitObligation, Scope } from '../bundle.ts'

type Names = Readonly<Record<string, string>>

const named = (id: string, names: Names): string => {
  const name = Object.hasOwn(names, id) ? names[id] : undefined
  return name === undefined ? `\`${id}\`` : `${name} (\`${id}\`)`
}

export function sayApprovers(by: ApproverSet, names: Names): string {
  if ('role' in by) return `of the role ${named(by.role, names)}`
  return 'group' in by ? `of the group ${named(by.group, names)}` : named(by.person, names)
}

const people = (count: number): string => (count === 1 ? 'one person' : `${count} different people`)

/** `within 4h of the hours in which it is open mon, tue 08:00-18:00 (UTC), reminded after 1h`. */
const sayTimes = ({ within, calendar, remind }: ApprovalTimes): string =>
  `within ${within}` +
  (calendar === undefined ? '' : ` of the hours in which it is ${sayWindow(calendar)}`) +
  (remind === undefined ? '' : `, reminded after ${remind}`)

export function sayApproval(approval: ApprovalObligation, names: Names): string {
  const parts = [
    `${people(approval.quorum)} ${sayApprovers(approval.by, names)} must say yes ${sayTimes(approval)}`,
    approval.authors === 'allowed'
      ? 'the requester and the other authors may be among them'
      : 'neither the requester, nor anyone who shaped the request, nor the target counts',
  ]
  if (approval.not.length > 0) parts.push(`nor ${approval.not.map((id) => named(id, names)).join(', ')}`)
  if (approval.proof.length > 0)
    parts.push(`they record how the person proved who they are: ${approval.proof.join(', ')}`)
  for (const next of approval.next ?? [])
    parts.push(
      `without an answer in time, or where they are too few, it goes on to ${people(next.quorum)} ${sayApprovers(next.by, names)}, ${sayTimes(next)}`,
      next.former === 'allowed'
        ? 'those who were asked before may still answer'
        : 'those who were asked before may not answer any more',
    )
  parts.push(
    approval.otherwise === 'deny'
      ? 'without an answer in time it is denied'
      : 'without an answer in time it goes to a person',
  )
  if (approval.always !== false)
    parts.push(
      `a standing approval may answer, for ${approval.always.for} and ${approval.always.cap} uses at most`,
    )
  return parts.join('; ')
}

/** What must be met before it runs, a sentence each. */
export function sayObligations(obligations: Obligations, names: Names): string[] {
  return [
    ...(obligations.approvals ?? []).map((approval) => sayApproval(approval, names)),
    ...(obligations.justification ? ['a reason is given in words'] : []),
    ...(obligations.step_up
      ? [`the approver proved who they are at most ${obligations.step_up.maxAge} ago`]
      : []),
    ...(obligations.dry_run ? ['what it would do is shown first'] : []),
    ...(obligations.notify ? [`told: ${obligations.notify.map((id) => named(id, names)).join(', ')}`] : []),
    ...(obligations.undo
      ? [`what stood before is kept for ${obligations.undo.keep}, so that it can be put back`]
      : []),
  ]
}

export const sayLimit = (limit: LimitObligation): string =>
  `at most ${limit.max} in ${limit.per}, counted by ${limit.by}`

export const sayWindow = (window: OpenHours): string =>
  `open ${window.days.join(', ')} ${window.hours} (${window.zone ?? 'the tenant’s time zone'})` +
  (window.holidays.length > 0 ? `, not on ${window.holidays.length} holidays` : '')

/** `department Finance of the requester`; empty for a document that applies everywhere. */
export function sayScope(scope: Scope, names: Names): string {
  const parts: string[] = []
  if (scope.tenant !== undefined) parts.push(`tenant \`${scope.tenant}\``)
  if (scope.platform !== undefined) parts.push(`platform \`${scope.platform}\``)
  if (scope.type !== undefined) parts.push(`type \`${scope.type}\``)
  if (scope.label !== undefined) parts.push(`label ${named(scope.label, names)}`)
  if (scope.department !== undefined)
    parts.push(`department \`${scope.department}\` of the ${scope.of ?? 'requester'}`)
  return parts.join(', ')
}
