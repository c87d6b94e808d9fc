import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { Digest } from '#contract/ids.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import { newDecisionId } from '#contract/new-id.ts'
import { insertDecision } from '#store/decisions.ts'
import { findLedgerOfStep } from '#store/ledger.ts'
import type { App } from '../app.ts'
import { signDecision } from '../decisions/sign.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { failureCode } from '../temporal/failure-code.ts'
import { withTemporal } from '../temporal/with-temporal.ts'

const Body = z.strictObject({
  /** Of what was shown: a word on anything else is refused. */
  hash: Digest,
  happened: z.boolean(),
  /** Where it was looked. */
  seen: z.enum(['platform_log', 'object', 'person']),
  /** An id there, such as that of an entry in the platform's own log; never a name or a text. */
  reference: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,80}$/)
    .optional(),
})
const Settled = z.strictObject({ settled: z.literal(true), decision: z.string() })
const lifeMs = 3_600_000

/** `POST /api/requests/{id}/steps/{step}/settle`: a person's signed word on whether the platform did it. */
export function addSettleDoubt(app: App, deps: ApiDeps): void {
  app.post(
    '/api/requests/:id/steps/:step/settle',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['in doubt'],
        summary: 'Say whether a step in doubt was done',
        params: z.object({ id: z.string().max(100), step: z.coerce.number().int().min(1).max(100_000) }),
        body: Body,
        response: { 200: Settled, ...problems },
      },
    },
    async (request) => {
      const { id, step } = request.params
      return settle(deps, callerOf(request), id, step, request.body)
    },
  )
}

async function settle(deps: ApiDeps, caller: Caller, id: string, step: number, body: z.infer<typeof Body>) {
  const { tenant } = caller
  const decision = newDecisionId()
  await deps.database.transaction(tenant, async (tx) => {
    const ledger = await findLedgerOfStep(tenant, tx, id, step)
    if (!ledger) throw new DexError('not_found')
    if (ledger.state !== 'in_doubt') throw new DexError('already_decided')
    if (ledger.action_hash !== body.hash) throw new DexError('version_stale')
    const signed = signDecision(deps, caller, {
      request: id,
      step,
      actionHash: ledger.action_hash,
      verdict: body.happened ? 'happened' : 'did_not_happen',
      actAs: null,
      stepUp: null,
      obligations: null,
      bundle: null,
      proof: body.reference === undefined ? body.seen : `${body.seen}:${body.reference}`,
      comment: null,
      endsAt: deps.clock() + lifeMs,
    })
    await insertDecision(tenant, tx, { id: decision, approval: null, signed })
  })
  try {
    await withTemporal(deps, tenant, deps.deadlines.answerMs, (client) =>
      client.workflow.execute(workflowTypes.settleDoubt, {
        workflowId: `${tenant}/settle/${decision}`,
        taskQueue: thinkQueue(tenant),
        args: [{ decision }],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowExecutionTimeout: lifeMs,
      }),
    )
  } catch (error) {
    const code = failureCode(error)
    throw code === null ? error : new DexError(code, undefined, { extra: { decision } })
  }
  return { settled: true as const, decision }
}
