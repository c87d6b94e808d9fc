import { DexError } from '#contract/error.ts'
import { ApprovalId } from '#contract/ids.ts'
import { messageNames } from '#contract/messages.ts'
import { newDecisionId } from '#contract/new-id.ts'
import { insertDecision } from '#store/decisions.ts'
import { listBundleApprovals } from '#store/publications.ts'
import { assertNotRejected, assertOpen } from '../approvals/assert-decidable.ts'
import { answerOf, type DecisionAnswer } from '../decisions/answer.ts'
import { deliver } from '../decisions/deliver.ts'
import { boundTo, signDecision } from '../decisions/sign.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'

/**
 * A person's own yes or no to a change of bundle, signed and bound to its digest and to what would then be in
 * force; null where the approval is of something else. Its author's yes is refused here already, and again by the gate.
 */
export async function decideBundle(
  deps: ApiDeps,
  caller: Caller,
  id: string,
  verdict: 'approve' | 'reject',
  shown: {
    hash: string
    version: number
    comment?: string | undefined
    onBehalfOf?: string | undefined
  },
): Promise<DecisionAnswer | null> {
  const { tenant } = caller
  const decision = newDecisionId()
  const committed = await deps.database.transaction(tenant, async (tx) => {
    const [approval] = ApprovalId.safeParse(id).success
      ? await listBundleApprovals(tenant, tx, { id, limit: 1 })
      : []
    if (!approval) return null
    // There is no request whose key a text could be sealed with, and a statement holds none.
    if (shown.comment !== undefined)
      throw new DexError('body_invalid', 'a decision on a bundle takes no comment', {
        extra: { path: 'comment' },
      })
    if (shown.onBehalfOf !== undefined)
      throw new DexError('body_invalid', 'a decision on a bundle is one’s own', {
        extra: { path: 'onBehalfOf' },
      })
    assertOpen(approval, shown, deps.clock())
    await assertNotRejected(tenant, tx, approval)
    if (verdict === 'approve' && approval.author === caller.person) throw new DexError('approver_excluded')
    const signed = signDecision(deps, caller, {
      ...boundTo(approval),
      verdict,
      actAs: null,
      proof: null,
      comment: null,
      stepUp: null,
    })
    await insertDecision(tenant, tx, { id: decision, approval: approval.id, signed })
    return { workflowId: approval.request, signed }
  })
  if (committed === null) return null
  deps.metrics.approvalGiven(verdict)
  return answerOf(
    decision,
    await deliver(deps, { ...committed, update: messageNames.decideApproval, decision }),
  )
}
