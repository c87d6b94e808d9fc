import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { messageNames } from '#contract/messages.ts'
import { newDecisionId } from '#contract/new-id.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import { insertDecision } from '#store/decisions.ts'
import { scratchOf } from '#store/scratch.ts'
import { canonicalJson, keyedDigest, sha256Digest } from '#vault/hashes.ts'
import type { App } from '../app.ts'
import { Accepted, answerOf, Pending } from '../decisions/answer.ts'
import { deliver } from '../decisions/deliver.ts'
import { signDecision } from '../decisions/sign.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { visibleRequest } from './see.ts'

type Verdict = Extract<DecisionStatement['verdict'], 'cancel' | 'instruct' | 'take_over'>

const Params = z.object({ id: z.string().max(100) })
const response = { 200: Accepted, 202: Pending, ...problems }
const lifeMs = 3_600_000

/** `POST /api/requests/{id}/cancel|instruct|take-over`: signed statements of the person, as an approval is. */
export function addTellRequest(app: App, deps: ApiDeps): void {
  const schema = (summary: string) => ({ tags: ['requests'], summary, params: Params, response })
  const limited = { config: { limited: 'decisions' as const } }
  app.post(
    '/api/requests/:id/cancel',
    { ...limited, schema: schema('Cancel it') },
    async (request, reply) => {
      const answer = await tell(deps, callerOf(request), request.params.id, 'cancel', null)
      return reply.code(answer.status).send(answer.body)
    },
  )
  app.post(
    '/api/requests/:id/take-over',
    { ...limited, schema: schema('Go on by hand') },
    async (request, reply) => {
      const answer = await tell(deps, callerOf(request), request.params.id, 'take_over', null)
      return reply.code(answer.status).send(answer.body)
    },
  )
  const Instruction = z.strictObject({ text: z.string().trim().min(1).max(10_000) })
  app.post(
    '/api/requests/:id/instruct',
    { ...limited, schema: { ...schema('Tell the engineer something'), body: Instruction } },
    async (request, reply) => {
      const answer = await tell(deps, callerOf(request), request.params.id, 'instruct', request.body.text)
      return reply.code(answer.status).send(answer.body)
    },
  )
}

async function tell(deps: ApiDeps, caller: Caller, id: string, verdict: Verdict, text: string | null) {
  const { tenant } = caller
  const evidence = await deps.keys.tenant(tenant, 'evidence')
  const decision = newDecisionId()
  const { workflowId, signed } = await deps.database.transaction(tenant, async (tx) => {
    const row = await visibleRequest(caller, tx, id)
    if (row.closed_at !== null) throw new DexError('request_closed')
    const last = await tx
      .selectFrom('proposals')
      .select((select) => select.fn.max('step').as('step'))
      .where('tenant', '=', tenant)
      .where('request', '=', row.id)
      .executeTakeFirst()
    const comment = text === null ? null : `instruct/${decision}`
    const signed = signDecision(deps, caller, {
      request: row.id,
      step: last?.step ?? 1,
      actionHash: hashOf(row.id, verdict, comment, text === null ? null : keyedDigest(evidence, text)),
      verdict,
      actAs: null,
      obligations: null,
      bundle: null,
      proof: null,
      comment,
      stepUp: null,
      endsAt: deps.clock() + lifeMs,
    })
    if (comment !== null) {
      const key = await deps.keys.request(tenant, row.id as RequestId)
      if (!key) throw new DexError('request_closed')
      await scratchOf(tenant, tx, row.id as RequestId, key).putOnce(comment, text)
    }
    await insertDecision(tenant, tx, { id: decision, approval: null, signed })
    return { workflowId: row.workflow_id, signed }
  })
  const update = verdict === 'take_over' ? messageNames.takeOver : messageNames[verdict]
  return answerOf(decision, await deliver(deps, { workflowId, update, decision, signed }))
}

/** What is said here acts on no catalog action: the hash binds what was said, by a digest that tells nothing itself. */
const hashOf = (request: string, verdict: Verdict, comment: string | null, content: string | null) =>
  sha256Digest(`dex/told/v1\n${canonicalJson({ request, verdict, comment, content })}`)
