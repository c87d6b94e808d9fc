import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { messageNames } from '#contract/messages.ts'
import { newDecisionId } from '#contract/new-id.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { App } from '../app.ts'
import { Accepted, answerOf, Pending } from '../decisions/answer.ts'
import { deliver } from '../decisions/deliver.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { seesContent, visibleRequest } from './see.ts'
import { stateWords } from './state-words.ts'

type Verdict = Extract<DecisionStatement['verdict'], 'answer' | 'cancel' | 'instruct' | 'take_over'>

const Params = z.object({ id: z.string().max(100) })
const response = { 200: Accepted, 202: Pending, ...problems }

/** `POST /api/requests/{id}/cancel|instruct|answer|take-over`: signed statements of the person, as an approval is. */
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
  const Answer = z.strictObject({ text: z.string().trim().min(1).max(20_000) })
  app.post(
    '/api/requests/:id/answer',
    { ...limited, schema: { ...schema('Answer what was asked'), body: Answer } },
    async (request, reply) => {
      const answer = await tell(deps, callerOf(request), request.params.id, 'answer', request.body.text)
      return reply.code(answer.status).send(answer.body)
    },
  )
}

async function tell(deps: ApiDeps, caller: Caller, id: string, verdict: Verdict, text: string | null) {
  const { tenant } = caller
  const decision = newDecisionId()
  const said = await deps.database.transaction(tenant, async (tx) => {
    const row = await visibleRequest(caller, tx, id)
    // An answer is the requester's, or of someone who works on it; who only looks on says nothing.
    if (verdict === 'answer' && !seesContent(caller, row)) throw new DexError('forbidden')
    return stateWords(deps, tx, caller, { row, decision, verdict, text })
  })
  const update = verdict === 'take_over' ? messageNames.takeOver : messageNames[verdict]
  return answerOf(decision, await deliver(deps, { ...said, update, decision }))
}
