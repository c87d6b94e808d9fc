import { type ApprovalView, approvalViewName } from '#contract/approval-view.ts'
import { scratchOf } from '#store/scratch.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import type { GateDeps } from '../deps.ts'
import type { Facts, Loaded, Ruling } from './context.ts'

export async function sealApprovalView(
  deps: GateDeps,
  tx: Tx,
  loaded: Loaded,
  facts: Facts,
  ruling: Ruling,
  approval: ApprovalRow,
): Promise<void> {
  const { definition, params, purpose } = loaded.call
  const { target } = facts
  const view: ApprovalView = {
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
  await scratchOf(deps.tenant, tx, loaded.requestId, loaded.key).putOnce(approvalViewName(approval.id), view)
}
