import type { ActionDefinition } from '#contract/action.ts'
import type { ApproverSet } from '#contract/decision.ts'
import { coversAny } from './action-pattern.ts'
import type { Rule } from './bundle.ts'
import { saysOf, type Situation } from './possible.ts'

/** Among which approvers somebody is. */
export interface Approver {
  people: readonly string[]
  roles: readonly string[]
  groups: readonly string[]
}

/**
 * Whether this person could ever be asked for a yes to this action: by the rules in force that ask for one or pass it on, else as one
 * of the tenant's default approvers wherever no rule surely asks somebody (code asks them where policy asks nobody, and two for a
 * credential of whoever rules Dex). What is not known yet counts as possible; it decides nothing.
 */
export function approvable(
  definition: ActionDefinition,
  rules: readonly Rule[],
  situation: Situation,
  approver: Approver,
  byDefault: ApproverSet,
): boolean {
  const asking = rules.flatMap((rule) => {
    const { approval } = rule.obligations
    const covers = rule.mode === 'enforce' && coversAny(rule.actions, definition.name)
    if (!covers || approval === undefined) return []
    const says = saysOf(rule, definition, situation)
    return says === 'no' ? [] : [{ approval, certain: says === 'yes' }]
  })
  const asked = asking.flatMap(({ approval }) => [approval, ...(approval.next ?? [])])
  if (asked.some(({ by }) => isAmong(approver, by))) return true
  const surely = Math.max(0, ...asking.map(({ approval, certain }) => (certain ? approval.quorum : 0)))
  return surely < (definition.credential ? 2 : 1) && isAmong(approver, byDefault)
}

function isAmong({ people, roles, groups }: Approver, by: ApproverSet): boolean {
  if ('role' in by) return roles.includes(by.role)
  if ('group' in by) return groups.includes(by.group)
  return people.includes(by.person)
}
