import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { endApproval, findApprovalOf, updateApproval } from '#store/approvals.ts'
import { appendLog } from '#store/log.ts'
import type { GateDeps } from '../deps.ts'
import { ownRequest } from '../execute/load.ts'
import type { NotifyInput } from '../types.ts'

/**
 * Marks that approvers were reminded, or that their time is over; what is said in the channel goes through the gate. INVARIANT:
 * nobody's time is over before the moment that stands in our own row, whoever says so (T1); asked too early it is asked again.
 */
export async function notify(deps: GateDeps, workflowId: string, input: NotifyInput): Promise<void> {
  const requestId = input.request as RequestId
  await deps.database.transaction(deps.tenant, async (tx) => {
    await ownRequest(deps, tx, requestId, workflowId)
    const approval = await findApprovalOf(deps.tenant, tx, requestId, input.step)
    if (!approval || approval.state !== 'pending') return
    const now = new Date(deps.clock())
    if (input.kind === 'reminder') {
      if (approval.reminded_at !== null) return
      await updateApproval(deps.tenant, tx, approval.id, { reminded_at: now })
    } else {
      const leftMs = approval.expires_at.getTime() - now.getTime()
      if (leftMs > 0)
        throw new DexError('changed_meanwhile', 'its time is not over', {
          retryAfterMs: Math.min(leftMs, 60_000),
        })
      await endApproval(deps.tenant, tx, approval.id, {
        state: 'expired',
        code: approval.too_few ? 'too_few_approvers' : 'nobody_answered',
        at: now,
      })
    }
    await appendLog(deps.tenant, tx, {
      v: 1,
      kind: input.kind === 'reminder' ? 'approval.reminded' : 'approval.closed',
      at: now.toISOString(),
      by: { role: 'gate' },
      request: requestId,
      step: input.step,
      actionHash: approval.subject_hash,
      approval: approval.id,
      ...(input.kind === 'expired' ? { code: 'approval_expired' } : {}),
    })
  })
}
