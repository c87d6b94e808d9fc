import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'
import { messageNames } from '#contract/message-names.ts'
import type { Progress, StatementAnswer } from '#contract/messages.ts'
import type { SignedDecision } from '#contract/statement.ts'

/** Each message carries a signed statement; none is believed before `checkApproval` has verified it. */
export const decideApprovalUpdate = defineUpdate<StatementAnswer, [SignedDecision]>(
  messageNames.decideApproval,
)
export const decideApprovalSignal = defineSignal<[SignedDecision]>(messageNames.decideApproval)
export const instructUpdate = defineUpdate<StatementAnswer, [SignedDecision]>(messageNames.instruct)
export const answerUpdate = defineUpdate<StatementAnswer, [SignedDecision]>(messageNames.answer)
export const takeOverUpdate = defineUpdate<StatementAnswer, [SignedDecision]>(messageNames.takeOver)
export const cancelUpdate = defineUpdate<StatementAnswer, [SignedDecision]>(messageNames.cancel)
export const takeOutUpdate = defineUpdate<StatementAnswer, [SignedDecision]>(messageNames.takeOut)
export const steerListUpdate = defineUpdate<StatementAnswer, [SignedDecision]>(messageNames.steerList)
/** Says nothing but `look again`: whoever sends it, the gate finds out. */
export const connectionMadeSignal = defineSignal(messageNames.connectionMade)
export const progressQuery = defineQuery<Progress>(messageNames.progress)
