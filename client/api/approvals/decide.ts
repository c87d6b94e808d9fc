import { z } from 'zod'
import type { Obligations } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import { ApprovalId, Digest, PersonId, type RequestId } from '#contract/ids.ts'
import { messageNames } from '#contract/messages.ts'
import { newDecisionId } from '#contract/new-id.ts'
import type { SignedDecision } from '#contract/statement.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import { insertDecision } from '#store/decisions.ts'
import { findRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { App } from '../app.ts'
import { Accepted, answerOf, Pending } from '../decisions/answer.ts'
import { deliver } from '../decisions/deliver.ts'
import { boundTo, signDecision } from '../decisions/sign.ts'
import type { ApiDeps } from '../deps.ts'
import { decideBundle } from '#client/api/policy/decide-bundle.ts'
import { problems } from '../problems.ts'
import { decideStanding } from '../standing/decide-standing.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { assertDeputy } from './assert-deputy.ts'
import { assertNotRejected, assertObligations, assertOpen } from './assert-decidable.ts'
import { assertUnhurried } from './assert-unhurried.ts'
import { assertSampled, samplesFor } from './samples.ts'
import { takeStepUp } from './step-up.ts'
import { actingOf } from './acting.ts'

const Params = z.object({ id: z.string().max(100) })
/** Of what was shown: a decision on anything else is refused (T19). */
const shown = { hash: Digest, version: z.int().min(1) }
/** Whose deputy I am for now; my own word where it is left out. */
const onBehalfOf = PersonId.optional()
const text = z.string().trim().min(1).max(4_000).optional()
const Approve = z.strictObject({
  ...shown,
  onBehalfOf,
  proof: z.string().max(100).optional(),
  justification: text,
  comment: text,
  /** Lines of a long list that were looked at: those that the approval names. */
  samples: z.array(z.int().min(1)).max(100).optional(),
})
const Reject = z.strictObject({ ...shown, onBehalfOf, comment: text })
type Decide = z.infer<typeof Approve>

/** `POST /api/approvals/{id}/approve|reject`: a person's own yes or no, signed and bound to exactly what was shown. */
export function addDecideApproval(app: App, deps: ApiDeps): void {
  const schema = {
    tags: ['approvals'],
    params: Params,
    response: { 200: Accepted, 202: Pending, ...problems },
  }
  const config = { limited: 'decisions' as const }
  app.post(
    '/api/approvals/:id/approve',
    { config, schema: { ...schema, summary: 'Say yes to exactly this', body: Approve } },
    async (request, reply) => {
      const answer = await decide(deps, callerOf(request), request.params.id, 'approve', request.body)
      return reply.code(answer.status).send(answer.body)
    },
  )
  app.post(
    '/api/approvals/:id/reject',
    { config, schema: { ...schema, summary: 'Say no', body: Reject } },
    async (request, reply) => {
      const answer = await decide(deps, callerOf(request), request.params.id, 'reject', request.body)
      return reply.code(answer.status).send(answer.body)
    },
  )
}

async function decide(
  deps: ApiDeps,
  caller: Caller,
  id: string,
  verdict: 'approve' | 'reject',
  body: Decide,
) {
  const { tenant } = caller
  const decision = newDecisionId()
  const committed = await deps.database.transaction(tenant, async (tx) => {
    const [approval] = ApprovalId.safeParse(id).success
      ? await listApprovals(tenant, tx, { id, limit: 1 })
      : []
    const request = approval && (await findRequest(tenant, tx, approval.request as RequestId))
    if (!approval || !request) return null
    assertOpen(approval, body, deps.clock())
    await assertNotRejected(tenant, tx, approval)
    await assertDeputy(deps, caller, tx, body.onBehalfOf)
    if (verdict === 'approve') {
      await assertUnhurried(deps, caller, tx)
      assertObligations(approval.obligations as Obligations, body)
      if (approval.subject_kind === 'list') {
        const wanted = (await samplesFor(tenant, tx, [approval], caller.person)).get(approval.id)
        assertSampled(wanted?.samples ?? [], body.samples ?? [])
      }
    }
    const signed = await sign(deps, caller, tx, { approval, verdict, body, decision })
    await insertDecision(tenant, tx, { id: decision, approval: approval.id, signed })
    return { workflowId: request.workflow_id, signed }
  })
  if (committed === null) return decideOther(deps, caller, id, verdict, body)
  deps.metrics.approvalGiven(verdict)
  return answerOf(
    decision,
    await deliver(deps, { ...committed, update: messageNames.decideApproval, decision }),
  )
}

/** Not an action of a request: a change of bundle, or terms that stand. Throws `not_found`. */
async function decideOther(deps: ApiDeps, ...of: [Caller, string, 'approve' | 'reject', Decide]) {
  const answer = (await decideBundle(deps, ...of)) ?? (await decideStanding(deps, ...of))
  if (answer === null) throw new DexError('not_found')
  return answer
}

interface Signing {
  approval: WaitingApproval
  verdict: 'approve' | 'reject'
  body: Decide
  decision: string
}

async function sign(deps: ApiDeps, caller: Caller, tx: Tx, at: Signing): Promise<SignedDecision> {
  const { approval, verdict, body, decision } = at
  const said = body.justification ?? body.comment ?? null
  const comment = said === null ? null : `comment/${decision}`
  if (comment !== null) {
    const request = approval.request as RequestId
    const key = await deps.keys.request(caller.tenant, request)
    await scratchOf(caller.tenant, tx, request, key).putOnce(comment, said)
  }
  return signDecision(deps, caller, {
    ...boundTo(approval),
    verdict,
    actAs: verdict === 'approve' ? await actingOf(deps, caller, tx, approval) : null,
    proof: body.proof ?? null,
    onBehalfOf: body.onBehalfOf ?? null,
    comment,
    stepUp: verdict === 'approve' ? await takeStepUp(deps, caller, tx, approval) : null,
  })
}
