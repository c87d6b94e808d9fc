import { proxyActivities } from '@temporalio/workflow'
import type { GateActivities, ThinkActivities } from '#activities/types.ts'
import type { RequestInput } from '#contract/messages.ts'

const retry = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' } as const

/** A worker that died in the middle of long work is noticed after this many milliseconds. */
const silentMs = 15_000

/** Activities under a line that Temporal Web shows beside each: codes, ordinals and action names, nothing personal. */
export type Summarized<Activities> = (summary: string) => Activities

/** Activities on the two queues of the workflow's own tenant; what retries is decided by the error's class. */
export const gateOf =
  (queue: string, timing: RequestInput['timing']): Summarized<GateActivities> =>
  (summary) =>
    proxyActivities<GateActivities>({
      taskQueue: queue,
      startToCloseTimeout: timing.gateMs,
      heartbeatTimeout: Math.min(timing.gateMs, silentMs),
      // What may have reached a platform comes to its end before anything goes on without it.
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      retry,
      summary,
    })

/** For work on many things at once, which says while it goes on that it does. */
export const patientGateOf =
  (queue: string, timing: Pick<RequestInput['timing'], 'gateMs'>): Summarized<GateActivities> =>
  (summary) =>
    proxyActivities<GateActivities>({
      taskQueue: queue,
      startToCloseTimeout: timing.gateMs * 20,
      heartbeatTimeout: timing.gateMs,
      retry,
      summary,
    })

export const thinkOf =
  (queue: string, timing: RequestInput['timing']): Summarized<ThinkActivities> =>
  (summary) =>
    proxyActivities<ThinkActivities>({
      taskQueue: queue,
      startToCloseTimeout: timing.thinkMs,
      heartbeatTimeout: Math.min(timing.thinkMs, silentMs),
      // A model that stays away for this long is an escalation, not an endless wait.
      retry: { ...retry, maximumAttempts: 6 },
      summary,
    })
