import type { ApprovalEnd } from '#contract/approval-end.ts'
import type { RequestId } from '#contract/ids.ts'
import type { LogEntry } from '#contract/log-entry.ts'
import { type ApprovalRow, endApproval } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { type ProposalRow, updateProposal } from '#store/proposals.ts'
import type { GateDeps } from '../deps.ts'

/** An approval before anything ran on it, and what it is of. */
interface Waiting {
  approval: ApprovalRow
  proposal: ProposalRow
}

interface Voiding {
  /** Whose word it was; null: nobody's. */
  by: string | null
  at: Date
}

/** Nobody's yes on it counts any more, and what it was of is void. `outcome` is what the proposal says, `end` what the approval says. */
export async function voidApproval(
  { tenant }: Pick<GateDeps, 'tenant'>,
  tx: Tx,
  { approval, proposal }: Waiting,
  { end, outcome = end, by, at }: Voiding & { end: ApprovalEnd; outcome?: string },
): Promise<void> {
  await endApproval(tenant, tx, approval.id, { state: 'void', code: end, at, ...(by !== null && { by }) })
  const request = approval.request as RequestId
  await updateProposal(tenant, tx, request, proposal.step, { state: 'void', outcome_code: outcome })
}

/** Its entry in the log, once it is known what stands instead. */
export async function logVoid(
  { tenant }: Pick<GateDeps, 'tenant'>,
  tx: Tx,
  { approval, proposal }: Waiting,
  { by, at, detail }: Voiding & { detail: LogEntry['detail'] },
): Promise<void> {
  await appendLog(tenant, tx, {
    v: 1,
    kind: 'approval.closed',
    at: at.toISOString(),
    by: { role: 'gate', ...(by !== null && { person: by }) },
    request: approval.request,
    step: proposal.step,
    action: proposal.action,
    actionHash: proposal.action_hash,
    approval: approval.id,
    code: 'approval_void',
    detail,
  })
}
