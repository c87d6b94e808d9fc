import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { Digest } from '#contract/ids.ts'
import { messageNames } from '#contract/messages.ts'
import { newDecisionId } from '#contract/new-id.ts'
import { findApprovalOf } from '#store/approvals.ts'
import { findList } from '#store/bulk.ts'
import { insertDecision } from '#store/decisions.ts'
import type { App } from '../app.ts'
import { Accepted, answerOf, Pending } from '../decisions/answer.ts'
import { deliver } from '../decisions/deliver.ts'
import { signDecision } from '../decisions/sign.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { visibleRequest } from '../requests/see.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { ListPlace } from './show.ts'

/** What each word does, for OpenAPI. */
const words = {
  pause: 'Begin no further line',
  resume: 'Go on, having looked at what was done so far',
  stop: 'End it; what was done stays done',
} as const
type Word = keyof typeof words

const Body = z.strictObject({
  /** Of the list that was shown: a word on another is refused. */
  hash: Digest,
})
const lifeMs = 3_600_000

/** `POST /api/requests/{id}/lists/{step}/pause|resume|stop`: a person's signed word on a list that runs. */
export function addSteerList(app: App, deps: ApiDeps): void {
  for (const word of Object.keys(words) as Word[]) {
    app.post(
      `/api/requests/:id/lists/:step/${word}`,
      {
        config: { limited: 'decisions' },
        schema: {
          tags: ['lists'],
          summary: words[word],
          params: ListPlace,
          body: Body,
          response: { 200: Accepted, 202: Pending, ...problems },
        },
      },
      async (request, reply) => {
        const answer = await steer(deps, callerOf(request), request.params, word, request.body.hash)
        return reply.code(answer.status).send(answer.body)
      },
    )
  }
}

async function steer(
  deps: ApiDeps,
  caller: Caller,
  place: z.infer<typeof ListPlace>,
  verdict: Word,
  hash: string,
) {
  const { tenant } = caller
  const decision = newDecisionId()
  const said = await deps.database.transaction(tenant, async (tx) => {
    const row = await visibleRequest(caller, tx, place.id)
    const list = await findList(tenant, tx, row.id, place.step)
    if (!list) throw new DexError('not_found')
    if (list.hash !== hash) throw new DexError('version_stale')
    if (list.started_at === null || list.ended_at !== null) throw new DexError('already_decided')
    const approval = await findApprovalOf(
      tenant,
      tx,
      row.id as Parameters<typeof findApprovalOf>[2],
      list.step,
    )
    const signed = signDecision(deps, caller, {
      request: row.id,
      step: list.step,
      actionHash: list.hash,
      verdict,
      actAs: null,
      obligations: null,
      bundle: null,
      proof: null,
      comment: null,
      stepUp: null,
      endsAt: deps.clock() + lifeMs,
    })
    await insertDecision(tenant, tx, { id: decision, approval: approval?.id ?? null, signed })
    return { workflowId: row.workflow_id, signed }
  })
  return answerOf(decision, await deliver(deps, { ...said, update: messageNames.steerList, decision }))
}
