import { scratchOf } from '#store/scratch.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import type { GateDeps } from '../deps.ts'
import type { Facts, Loaded, Ruling } from './context.ts'

/** What a person sees before they decide; sealed with the request's key, gone with it. */
export interface ApprovalView {
  /** Made by code from resolved facts, with the immutable id. */
  sentence: string
  target: {
    id: string
    type: string
    platform: string
    email: string | null
    name: string | null
    department: string | null
    status: string | null
    privileged: boolean
    labels: string[]
  } | null
  params: Record<string, unknown>
  /** The model's own words, shown as such. */
  purpose: string
  provenance: Record<string, string>
  reversible: { by: string; note: string } | null
  credential: boolean
  adminRight: string | null
}

export const approvalViewName = (approvalId: string): string => `approval/${approvalId}`

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
