import { newDecisionId } from '#contract/new-id.ts'
import { isDexError } from '#contract/error.ts'
import { messageNames, type StatementAnswer } from '#contract/messages.ts'
import type { RequestId } from '#contract/ids.ts'
import type { SignedDecision } from '#contract/statement.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import type { Database } from '#store/database.ts'
import { insertDecision } from '#store/decisions.ts'
import { rowOf, sign, statementOf } from '../support/door.ts'
import type { Person, World } from '../support/world.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Says yes to everything that waits, and keeps saying it until it is heard or nobody asks any more. */
export async function approveAll(
  world: World,
  api: Database,
  person: Person,
  signal: AbortSignal,
): Promise<void> {
  const answered = new Set<string>()
  while (!signal.aborted) {
    const waiting = await api
      .transaction(world.tenant, (tx) => listApprovals(world.tenant, tx, { state: 'pending', limit: 100 }))
      .catch(() => [])
    for (const approval of waiting) {
      if (answered.has(approval.id)) continue
      answered.add(approval.id)
      void sayYes(world, api, approval, person, signal)
    }
    await pause(150)
  }
}

async function sayYes(
  world: World,
  api: Database,
  approval: WaitingApproval,
  person: Person,
  signal: AbortSignal,
): Promise<void> {
  const signed = sign(world, statementOf(world, approval, person))
  while (!signal.aborted && !(await stored(world, api, approval, signed))) await pause(200)
  while (!signal.aborted) {
    const heard = await delivered(world, api, approval.request as RequestId, signed)
    if (heard) return
    await pause(500)
  }
}

async function stored(
  world: World,
  api: Database,
  approval: WaitingApproval,
  signed: SignedDecision,
): Promise<boolean> {
  try {
    await api.transaction(world.tenant, (tx) =>
      insertDecision(world.tenant, tx, { id: newDecisionId(), approval: approval.id, signed }),
    )
    return true
  } catch (error) {
    // Committed, and the answer was lost.
    return isDexError(error, 'already_decided')
  }
}

/** True when the workflow answered, whatever it said, or there is none any more. */
async function delivered(
  world: World,
  api: Database,
  request: RequestId,
  signed: SignedDecision,
): Promise<boolean> {
  try {
    const row = await rowOf(world, api, request)
    if (row.closed_at !== null) return true
    const answer: StatementAnswer = await world.temporal.workflow
      .getHandle(row.workflow_id)
      .executeUpdate(messageNames.decideApproval, { args: [signed] })
    return answer.accepted
  } catch (error) {
    return /statement_used|request_closed/.test(String((error as Error).cause ?? error))
  }
}
