import { proxyActivities } from '@temporalio/workflow'
import type { GateActivities, ThinkActivities } from '#activities/types.ts'
import type { RequestInput } from '#contract/messages.ts'

const retry = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' } as const

/** Activities on the two queues of the workflow's own tenant; what retries is decided by the error's class. */
export function gateOf(queue: string, timing: RequestInput['timing']): GateActivities {
  return proxyActivities<GateActivities>({
    taskQueue: queue,
    startToCloseTimeout: timing.gateMs,
    retry,
  })
}

export function thinkOf(queue: string, timing: RequestInput['timing']): ThinkActivities {
  return proxyActivities<ThinkActivities>({
    taskQueue: queue,
    startToCloseTimeout: timing.thinkMs,
    // A model that stays away for this long is an escalation, not an endless wait.
    retry: { ...retry, maximumAttempts: 6 },
  })
}
