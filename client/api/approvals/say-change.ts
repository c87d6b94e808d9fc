import { DexError } from '#contract/error.ts'
import { ApprovalId, type RequestId } from '#contract/ids.ts'
import type { messageNames } from '#contract/messages.ts'
import { newDecisionId } from '#contract/new-id.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import { insertDecision } from '#store/decisions.ts'
import { findRequest } from '#store/requests.ts'
import { type Scratch, scratchOf } from '#store/scratch.ts'
import { answerOf } from '../decisions/answer.ts'
import { deliver } from '../decisions/deliver.ts'
import { boundTo, signDecision } from '../decisions/sign.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import { assertOpen } from './assert-decidable.ts'

interface Change {
  /** What the approval has to be of. */
  subject: WaitingApproval['subject_kind']
  verdict: 'edit' | 'take_out'
  /** First part of the name under which the content lies in scratch. */
  name: string
  update: (typeof messageNames)['decideApproval' | 'takeOut']
  content(approval: WaitingApproval, scratch: Scratch): unknown
}

/**
 * An approver's signed word that changes what is asked for: its content is sealed first, the statement carries the name, and the
 * workflow is told. Throws `not_found`, what `assertOpen` throws, and what `content` does.
 */
export async function sayChange(
  deps: ApiDeps,
  caller: Caller,
  { id, shown }: { id: string; shown: { hash: string; version: number } },
  { subject, verdict, name: kind, update, content }: Change,
) {
  const { tenant } = caller
  const decision = newDecisionId()
  const said = await deps.database.transaction(tenant, async (tx) => {
    const [approval] = ApprovalId.safeParse(id).success
      ? await listApprovals(tenant, tx, { id, limit: 1 })
      : []
    const request = approval && (await findRequest(tenant, tx, approval.request as RequestId))
    if (!approval || !request || approval.subject_kind !== subject) throw new DexError('not_found')
    assertOpen(approval, shown, deps.clock())
    const key = await deps.keys.request(tenant, request.id as RequestId)
    const scratch = scratchOf(tenant, tx, request.id as RequestId, key)
    const name = `${kind}/${decision}`
    await scratch.putOnce(name, await content(approval, scratch))
    const signed = signDecision(deps, caller, {
      ...boundTo(approval),
      verdict,
      actAs: null,
      proof: null,
      comment: name,
      stepUp: null,
    })
    await insertDecision(tenant, tx, { id: decision, approval: approval.id, signed })
    return { workflowId: request.workflow_id, signed }
  })
  return answerOf(decision, await deliver(deps, { ...said, update, decision }))
}
