import type { ActionDefinition } from '#contract/action.ts'
import type { ApprovalView } from '#contract/approval-view.ts'
import type { Facts, Loaded, Ruling } from './context.ts'

/** What people see of one action before they decide. */
export function viewOf(
  loaded: Loaded,
  facts: Facts,
  ruling: Ruling,
  back: ApprovalView['back'],
): ApprovalView {
  const { definition, params, purpose, edited } = loaded.call
  const { target } = facts
  return {
    sentence: definition.sentence({ target, objects: facts.objects, params }),
    target: target && {
      id: target.id,
      type: target.type,
      platform: target.platform,
      email: target.email,
      name: target.displayName,
      department: target.department ?? null,
      status: target.status,
      privileged: target.privileged,
      labels: target.labels,
    },
    params,
    purpose,
    provenance: ruling.input.provenance,
    reversible: wayBack(definition),
    back,
    byPerson: loaded.call.origin === 'person',
    edited: edited ? { ...edited.from, reason: edited.reason, by: edited.by } : null,
    credential: definition.credential,
    adminRight: definition.adminRight,
  }
}

/** In words: the catalog's own entry has a function beside them. */
export const wayBack = ({ reversible }: Pick<ActionDefinition, 'reversible'>): ApprovalView['reversible'] =>
  reversible && { by: reversible.by, note: reversible.note }
