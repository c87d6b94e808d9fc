import { condition } from '@temporalio/workflow'
import type { ApprovalWait, GateActivities } from '#activities/types.ts'
import type { Summarized } from './proxies.ts'
import { showStatus } from './show.ts'
import type { RequestState } from './state.ts'

export type ApprovalEnd = 'approved' | 'rejected' | 'expired' | 'closing'

/** Waits for people on one step: reminds once, and ends at the time the obligation states. Survives anything. */
export async function awaitApproval(
  request: string,
  state: RequestState,
  gate: Summarized<GateActivities>,
  wait: { step: number; action: string; approval: ApprovalWait },
): Promise<ApprovalEnd> {
  const { step, approval } = wait
  state.waitingStep = step
  showStatus(
    state,
    'waiting_approval',
    `waits for approval of step ${step}, \`${wait.action}\`, approval \`${approval.id}\``,
  )
  const answered = () => state.settled.has(approval.id) || state.closing !== null
  const remindInMs = Math.min(approval.remindInMs, approval.expiresInMs)
  let inTime = await condition(answered, remindInMs)
  if (!inTime && approval.expiresInMs > remindInMs) {
    await gate(`remind of step ${step}`).notify({ request, step, kind: 'reminder' })
    inTime = await condition(answered, approval.expiresInMs - remindInMs)
  }
  state.waitingStep = null
  if (state.closing !== null) return 'closing'
  if (!inTime) {
    await gate(`time is over for step ${step}`).notify({ request, step, kind: 'expired' })
    return 'expired'
  }
  return state.settled.get(approval.id) === 'approved' ? 'approved' : 'rejected'
}
