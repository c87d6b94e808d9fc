import { condition } from '@temporalio/workflow'
import type { ApprovalWait, PassedOn } from '#activities/types.ts'
import { type Run, say } from './run.ts'
import { showStatus } from './show.ts'

/** `answered`: enough people said something; what it is worth, the gate tells. `passes_on`: others are to be asked. */
export type ApprovalEnd = 'answered' | 'expired' | 'passes_on' | 'closing'

/** Waits for people on one step: reminds once, and ends at the time the obligation states. Survives anything. */
export async function awaitApproval(
  run: Run,
  wait: { step: number; action: string; approval: ApprovalWait },
): Promise<ApprovalEnd> {
  const { state, request, gate } = run
  const { step, approval } = wait
  state.waitingStep = step
  showStatus(
    state,
    'waiting_approval',
    `waits for approval of step ${step}, \`${wait.action}\`, approval \`${approval.id}\``,
  )
  const answered = () =>
    state.settled.has(approval.id) || state.replacedBy.has(approval.id) || state.closing !== null
  const remindInMs = Math.min(approval.remindInMs, approval.expiresInMs)
  let inTime = await condition(answered, remindInMs)
  if (!inTime && approval.expiresInMs > remindInMs) {
    await gate(`remind of step ${step}`).notify({ request, step, kind: 'reminder' })
    await say(run, { action: 'dex.reply.internal', template: 'approval_reminder' })
    inTime = await condition(answered, approval.expiresInMs - remindInMs)
  }
  state.waitingStep = null
  if (state.closing !== null) return 'closing'
  if (inTime) return 'answered'
  if (approval.passesOn) return 'passes_on'
  await gate(`time is over for step ${step}`).notify({ request, step, kind: 'expired' })
  await say(run, { action: 'dex.reply.internal', template: 'approval_expired' })
  return 'expired'
}

/** Has those asked who come next; null where nothing is to be passed on. */
export async function passOn(run: Run, step: number): Promise<PassedOn | null> {
  const { request, gate } = run
  const passed = await gate(`pass step ${step} on to the next approvers`).passOn({ request, step })
  if (passed !== null) await say(run, { action: 'dex.reply.internal', template: 'approval_passed_on' })
  return passed
}
