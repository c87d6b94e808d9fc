import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { ApprovalId, Digest, type RequestId } from '#contract/ids.ts'
import { messageNames } from '#contract/messages.ts'
import { newDecisionId } from '#contract/new-id.ts'
import { listApprovals } from '#store/approvals.ts'
import { insertDecision } from '#store/decisions.ts'
import { findRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { App } from '../app.ts'
import { Accepted, answerOf, Pending } from '../decisions/answer.ts'
import { deliver } from '../decisions/deliver.ts'
import { signDecision } from '../decisions/sign.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { assertOpen } from './assert-decidable.ts'

const Body = z.strictObject({
  /** Of what was shown: lines of another list are not taken out. */
  hash: Digest,
  version: z.int().min(1),
  /** Ordinals of lines that are on it; one at least stays. */
  lines: z.array(z.int().min(1)).min(1).max(10_000),
})

/** `POST /api/approvals/{id}/take-out`: the list gets shorter, has another hash, and is asked for anew (T20). */
export function addTakeOut(app: App, deps: ApiDeps): void {
  app.post(
    '/api/approvals/:id/take-out',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['approvals'],
        summary: 'Take lines out of a list that waits',
        params: z.object({ id: z.string().max(100) }),
        body: Body,
        response: { 200: Accepted, 202: Pending, ...problems },
      },
    },
    async (request, reply) => {
      const answer = await takeOut(deps, callerOf(request), request.params.id, request.body)
      return reply.code(answer.status).send(answer.body)
    },
  )
}

async function takeOut(deps: ApiDeps, caller: Caller, id: string, body: z.infer<typeof Body>) {
  const { tenant } = caller
  const decision = newDecisionId()
  const said = await deps.database.transaction(tenant, async (tx) => {
    const [approval] = ApprovalId.safeParse(id).success
      ? await listApprovals(tenant, tx, { id, limit: 1 })
      : []
    const request = approval && (await findRequest(tenant, tx, approval.request as RequestId))
    if (!approval || !request || approval.subject_kind !== 'list') throw new DexError('not_found')
    assertOpen(approval, body, deps.clock())
    const name = `lines/${decision}`
    const key = await deps.keys.request(tenant, request.id as RequestId)
    await scratchOf(tenant, tx, request.id as RequestId, key).putOnce(name, [...new Set(body.lines)])
    const signed = signDecision(deps, caller, {
      request: request.id,
      step: approval.step,
      actionHash: approval.subject_hash,
      verdict: 'take_out',
      actAs: null,
      obligations: approval.obligations_digest,
      bundle: approval.bundle,
      proof: null,
      comment: name,
      stepUp: null,
      endsAt: approval.expires_at.getTime(),
    })
    await insertDecision(tenant, tx, { id: decision, approval: approval.id, signed })
    return { workflowId: request.workflow_id, signed }
  })
  return answerOf(decision, await deliver(deps, { ...said, update: messageNames.takeOut, decision }))
}
