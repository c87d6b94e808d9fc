import { updateApproval } from '#store/approvals.ts'
import { DexError } from '#contract/error.ts'
import { appendLog } from '#store/log.ts'
import { updateProposal } from '#store/proposals.ts'
import { updateRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { GateDeps } from '../deps.ts'
import type { ExecuteOutcome } from '../types.ts'
import type { Loaded } from './context.ts'
import { editedInWords, tell } from './tell.ts'

/** A person said no, or nobody answered: the model hears why, and the step is over. */
export async function rejectStep(
  deps: GateDeps,
  loaded: Loaded,
  code: 'approval_rejected' | 'approval_expired' = 'approval_rejected',
): Promise<ExecuteOutcome> {
  const { proposal, approval, requestId } = loaded
  if (!proposal || !approval) throw new DexError('internal', 'a rejection without an approval')
  const denials = loaded.request.denials + (proposal.state === 'denied' ? 0 : 1)
  await deps.database.transaction(deps.tenant, async (tx) => {
    const reason = await reasonOf(deps, tx, loaded)
    await tell(deps.tenant, tx, requestId, loaded.key, loaded.call.ref, {
      isError: true,
      content: {
        denied: code,
        reason,
        hint: 'do not propose the same again; find another way or escalate',
        ...editedInWords(loaded.call),
      },
    })
    await updateProposal(deps.tenant, tx, requestId, proposal.step, {
      state: 'denied',
      code,
      outcome_code: code,
    })
    if (approval.state === 'pending') {
      await updateApproval(deps.tenant, tx, approval.id, {
        state: 'rejected',
        closed_at: new Date(deps.clock()),
      })
    }
    await updateRequest(deps.tenant, tx, requestId, { status: 'investigating', status_code: null, denials })
    if (proposal.state !== 'denied') {
      await appendLog(deps.tenant, tx, {
        v: 1,
        kind: 'approval.closed',
        at: new Date(deps.clock()).toISOString(),
        by: { role: 'gate' },
        request: requestId,
        step: proposal.step,
        action: proposal.action,
        actionHash: proposal.action_hash,
        approval: approval.id,
        code,
      })
    }
  })
  const giveUp = denials >= loaded.settings.bounds.denials ? 'budget_exhausted' : null
  return { kind: 'denied', step: proposal.step, code, giveUp }
}

async function reasonOf(
  deps: GateDeps,
  tx: Parameters<typeof scratchOf>[1],
  loaded: Loaded,
): Promise<string | null> {
  const rejection = loaded.decisions.find((each) => each.verdict === 'reject' && each.code === 'ok')
  const comment = (rejection?.statement as DecisionStatement | undefined)?.comment ?? null
  if (comment === null) return null
  const text = await scratchOf(deps.tenant, tx, loaded.requestId, loaded.key).get(comment)
  return typeof text === 'string' ? text : null
}
