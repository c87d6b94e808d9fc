import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDexError } from '#contract/error.ts'
import type { StatementAnswer } from '#contract/messages.ts'
import type { SignedDecision } from '#contract/statement.ts'
import type { ApiDeps } from '../deps.ts'
import { withTemporal } from '../temporal/with-temporal.ts'
import { checkOf } from '#store/decisions.ts'

export interface Delivery {
  workflowId: string
  update: string
  /** Row of the committed statement. */
  decision: string
  signed: SignedDecision
}

const retryMs = 250
const retriesForMs = 5_000

/**
 * Sends a committed statement to its workflow and answers what that made of it; null when there is no answer in time,
 * in which case the reconciler delivers the row.
 *
 * The row may be there before the workflow has begun to wait (the gate wrote the approval, the workflow has not heard of
 * it yet): its validator then says `statement_mismatch` without a trace, and it is asked again for a short while.
 */
export async function deliver(deps: ApiDeps, delivery: Delivery): Promise<StatementAnswer | null> {
  const { signed, update, workflowId } = delivery
  const endsAt = Date.now() + deps.deadlines.answerMs
  const retriesUntil = Math.min(endsAt, Date.now() + retriesForMs)
  for (;;) {
    try {
      return await withTemporal(deps, signed.statement.tenant, Math.max(1, endsAt - Date.now()), (client) =>
        client.workflow
          .getHandle(workflowId)
          .executeUpdate<StatementAnswer, [SignedDecision]>(update, { args: [signed] }),
      )
    } catch (error) {
      if (isDexError(error, 'temporal_unavailable') || error instanceof WorkflowNotFoundError) return null
      const code = refusalOf(error)
      if (code === null) throw error
      if (code !== 'statement_mismatch' || Date.now() >= retriesUntil) return checked(deps, delivery, code)
      await sleep(retryMs)
    }
  }
}

/** A validator's word is no verdict on the statement: where the gate has checked it by another way, that counts. */
async function checked(
  deps: ApiDeps,
  { decision, signed }: Delivery,
  code: string,
): Promise<StatementAnswer> {
  const { tenant } = signed.statement
  const known = await deps.database.transaction(tenant, (tx) => checkOf(tenant, tx, decision))
  return known === null ? { accepted: false, code } : { accepted: known === 'ok', code: known }
}

function refusalOf(error: unknown): string | null {
  if (!(error instanceof WorkflowUpdateFailedError)) return null
  return error.cause instanceof ApplicationFailure ? (error.cause.type ?? 'internal') : 'internal'
}
