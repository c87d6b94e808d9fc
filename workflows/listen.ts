import { ApplicationFailure, patched, setHandler } from '@temporalio/workflow'
import type { GateActivities } from '#activities/types.ts'
import type { StatementAnswer } from '#contract/messages.ts'
import type { SignedDecision } from '#contract/statement.ts'
import {
  answerUpdate,
  cancelUpdate,
  connectionMadeSignal,
  decideApprovalSignal,
  decideApprovalUpdate,
  instructUpdate,
  progressQuery,
  steerListUpdate,
  takeOutUpdate,
  takeOverUpdate,
} from './messages.ts'
import type { Summarized } from './proxies.ts'
import { progressOf, type RequestState } from './state.ts'
import { hasStatementShape } from './statement-shape.ts'
import { close, interrupted, unlessClosing } from './unless-closing.ts'

const refusedSignalsMax = 20
/** Answers of one request that are taken; who writes more than that is not answering. */
const answersMax = 100

const wordsOnLists = ['take_out', 'pause', 'resume', 'stop'] as const
/** What people say of the request itself; one that never arrived comes again as a Signal too. */
const wordsOnRequests = ['answer', 'instruct', 'take_over', 'cancel'] as const

type Verdict = SignedDecision['statement']['verdict']

/**
 * Installs the handlers of one request.
 * INVARIANT: validators look at shape, size, request and step only, and are synchronous; what a statement is worth is
 * told by the activity `checkApproval`, and only its yes changes the state.
 */
export function listen(request: string, state: RequestState, gate: Summarized<GateActivities>): void {
  const wellFormed = (signed: unknown, verdicts: readonly Verdict[]): string | null => {
    if (!hasStatementShape(signed)) return 'statement_malformed'
    const { statement } = signed
    if (statement.request !== request || !verdicts.includes(statement.verdict)) return 'statement_mismatch'
    if (verdicts.includes('approve') && statement.step <= state.finishedStep) return 'statement_mismatch'
    return null
  }

  const check = async (signed: SignedDecision): Promise<StatementAnswer> => {
    const outcome = await unlessClosing({ state }, () =>
      gate(`check a person's ${signed.statement.verdict}, step ${signed.statement.step}`).checkApproval({
        request,
        signed,
      }),
    )
    if (outcome === interrupted) return { accepted: false, code: 'request_closed' }
    if (outcome.accepted) {
      if (outcome.settled && outcome.approval) state.settled.set(outcome.approval, outcome.settled)
      if (outcome.instruction) {
        const heard = outcome.verdict === 'answer' ? state.answers : state.instructions
        heard.push(outcome.instruction)
      }
      if (outcome.replaced && outcome.approval) state.replacedBy.set(outcome.approval, outcome.replaced)
      steer(state, signed)
      if (outcome.verdict === 'cancel') close(state, 'cancelled')
      if (outcome.verdict === 'take_over') close(state, 'taken_over')
    }
    return { accepted: outcome.accepted, code: outcome.code }
  }

  const validator =
    (...verdicts: Verdict[]) =>
    (signed: SignedDecision): void => {
      const refusal = wellFormed(signed, verdicts)
      if (refusal) throw ApplicationFailure.nonRetryable(refusal, refusal)
    }

  setHandler(decideApprovalUpdate, check, { validator: validator('approve', 'reject', 'edit') })
  const hear = (signed: SignedDecision): Promise<StatementAnswer> => {
    state.answered += 1
    return check(signed)
  }
  setHandler(answerUpdate, hear, {
    validator: (signed) => {
      validator('answer')(signed)
      if (state.answered >= answersMax) throw ApplicationFailure.nonRetryable('rate_limited', 'rate_limited')
    },
  })
  setHandler(instructUpdate, check, { validator: validator('instruct') })
  setHandler(takeOverUpdate, check, { validator: validator('take_over') })
  setHandler(cancelUpdate, check, { validator: validator('cancel') })
  const refuseUnless = (fits: boolean): void => {
    if (!fits) throw ApplicationFailure.nonRetryable('statement_mismatch', 'statement_mismatch')
  }
  setHandler(takeOutUpdate, check, {
    validator: (signed) => {
      validator('take_out')(signed)
      refuseUnless(signed.statement.step > state.finishedStep)
    },
  })
  setHandler(steerListUpdate, check, {
    validator: (signed) => {
      validator('pause', 'resume', 'stop')(signed)
      refuseUnless(signed.statement.step === state.list?.step)
    },
  })
  setHandler(progressQuery, () => progressOf(state))

  setHandler(connectionMadeSignal, () => {
    state.connectionsMade += 1
  })
  setHandler(decideApprovalSignal, async (signed) => {
    // A flood of forged signals must not become a flood of activities.
    if (state.refusedSignals >= refusedSignalsMax) return
    // Counted before it is checked: many at once are many.
    state.refusedSignals += 1
    // A word on a list that comes late is checked too: what the gate has refused is not sent again.
    const onRequest = wellFormed(signed, wordsOnRequests) === null && patched('late-words-are-heard')
    const fits =
      onRequest ||
      wellFormed(signed, ['approve', 'reject', 'edit']) === null ||
      wellFormed(signed, wordsOnLists) === null
    const tell = onRequest && signed.statement.verdict === 'answer' ? hear : check
    const accepted = fits && (await tell(signed)).accepted
    if (accepted) state.refusedSignals -= 1
    else if (state.refusedSignals === refusedSignalsMax) {
      await gate('too many refused statements').record({
        request,
        change: { kind: 'alarm', code: 'signals_refused' },
      })
    }
  })
}

/** What a person said of the list that runs; lines that have begun come to their end either way. */
function steer(state: RequestState, { statement }: SignedDecision): void {
  const { list } = state
  if (list === null || statement.step !== list.step) return
  if (statement.verdict === 'pause') list.hold ??= 'paused'
  if (statement.verdict === 'resume') list.hold = null
  if (statement.verdict === 'stop') list.stopped = 'stopped'
}
