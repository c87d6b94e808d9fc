import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { GateActivities, PublicationOutcome } from '#activities/types.ts'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import type { PublishInput, StatementAnswer } from '#contract/messages.ts'
import type { SignedDecision } from '#contract/statement.ts'
import { decideApprovalSignal, decideApprovalUpdate } from './messages.ts'
import { gateOf, type Summarized } from './proxies.ts'
import { hasStatementShape } from './statement-shape.ts'

const refusedSignalsMax = 20

interface Waiting {
  /** Enough people said something; what it is worth, the gate tells. */
  answered: boolean
  over: boolean
  refusedSignals: number
  alarm: boolean
}

/**
 * One change of a tenant's own bundle, `<tenant>/bundle/<digest>/<n>`, from the asking to its being in force or refused.
 * Waits and decides nothing: the gate reads what is to be published from the row of this workflow's id.
 */
export async function publishBundle(input: PublishInput): Promise<PublicationOutcome> {
  const { workflowId } = workflowInfo()
  const tenant = workflowId.split('/')[0] as TenantId
  const gate = gateOf(gateQueue(tenant), { thinkMs: 1, gateMs: input.gateMs, escalatedMs: 1 })
  const waiting: Waiting = { answered: false, over: false, refusedSignals: 0, alarm: false }
  listen(workflowId, waiting, gate)
  let outcome = await gate('see who must allow it').publish({ note: null })
  let reminded = false
  while (outcome.kind === 'waiting') {
    const { id, remindInMs, expiresInMs } = outcome.approval
    setCurrentDetails(`waits for a second person, approval \`${id}\``)
    const inTime = await condition(() => waiting.answered || waiting.alarm, Math.max(1, remindInMs))
    const note = noteOf(waiting, inTime, reminded, remindInMs < expiresInMs)
    if (note === 'reminder') reminded = true
    if (note === 'signals_refused') waiting.alarm = false
    waiting.answered = false
    outcome = await gate(note ?? 'put it in force, or see what is missing').publish({ note })
  }
  waiting.over = true
  setCurrentDetails(outcome.kind === 'published' ? 'in force' : `not put in force (${outcome.code})`)
  await condition(allHandlersFinished)
  return outcome
}

function noteOf(
  waiting: Waiting,
  inTime: boolean,
  reminded: boolean,
  early: boolean,
): 'reminder' | 'signals_refused' | null {
  if (waiting.alarm) return 'signals_refused'
  return !inTime && !reminded && early ? 'reminder' : null
}

/**
 * INVARIANT: validators look at shape, size, request, step and verdict only, and are synchronous; what a statement is worth is
 * told by the activity `checkApproval`.
 */
function listen(publication: string, waiting: Waiting, gate: Summarized<GateActivities>): void {
  const refusalOf = (signed: unknown): string | null => {
    if (!hasStatementShape(signed)) return 'statement_malformed'
    const { request, step, verdict } = signed.statement
    const ours = request === publication && step === 1 && (verdict === 'approve' || verdict === 'reject')
    return ours && !waiting.over ? null : 'statement_mismatch'
  }
  const check = async (signed: SignedDecision): Promise<StatementAnswer> => {
    const { accepted, code, settled } = await gate(
      `check a person's ${signed.statement.verdict}`,
    ).checkApproval({ request: publication, signed })
    if (accepted && settled !== null) waiting.answered = true
    return { accepted, code }
  }
  setHandler(decideApprovalUpdate, check, {
    validator: (signed) => {
      const refusal = refusalOf(signed)
      if (refusal !== null) throw ApplicationFailure.nonRetryable(refusal, refusal)
    },
  })
  setHandler(decideApprovalSignal, async (signed) => {
    // A flood of forged signals must not become a flood of activities.
    if (waiting.refusedSignals >= refusedSignalsMax) return
    // Counted before it is checked: many at once are many.
    waiting.refusedSignals += 1
    const accepted = refusalOf(signed) === null && (await check(signed)).accepted
    if (accepted) waiting.refusedSignals -= 1
    else if (waiting.refusedSignals === refusedSignalsMax) waiting.alarm = true
  })
}
