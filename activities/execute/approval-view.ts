import type { ApprovalView } from '#contract/approval-view.ts'
import type { Facts, Loaded, Ruling } from './context.ts'

/** What people see of one action before they decide. */
export function viewOf(loaded: Loaded, facts: Facts, ruling: Ruling): ApprovalView {
  const { definition, params, purpose } = loaded.call
  const { target } = facts
  return {
    sentence: definition.sentence({ target, objects: facts.objects, params }),
    target: target && {
      id: target.id,
      type: target.type,
      platform: target.platform,
      email: target.email,
      name: target.displayName,
      department: target.department,
      status: target.status,
      privileged: target.privileged,
      labels: target.labels,
    },
    params,
    purpose,
    provenance: ruling.input.provenance,
    reversible: definition.reversible,
    credential: definition.credential,
    adminRight: definition.adminRight,
  }
}
