import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client'
import type { TenantId } from '#contract/ids.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'

export interface LogIntervals {
  /** In milliseconds. */
  checkpointMs: number
  /** Null: nothing is pushed. */
  pushMs: number | null
}

/** Temporal Schedules of one tenant's log; made, or brought to today's intervals, by whichever gate comes first. */
export async function ensureLogSchedules(
  client: Client,
  tenant: TenantId,
  { checkpointMs, pushMs }: LogIntervals,
): Promise<void> {
  await ensure(client, tenant, {
    name: 'checkpoint',
    type: workflowTypes.checkpointLog,
    everyMs: checkpointMs,
  })
  if (pushMs !== null) {
    await ensure(client, tenant, { name: 'push', type: workflowTypes.pushLog, everyMs: pushMs })
  }
}

async function ensure(
  client: Client,
  tenant: TenantId,
  { name, type, everyMs }: { name: string; type: string; everyMs: number },
): Promise<void> {
  const scheduleId = `${tenant}/${name}`
  const spec = { intervals: [{ every: everyMs }] }
  try {
    await client.schedule.create({
      scheduleId,
      spec,
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
      action: {
        type: 'startWorkflow',
        workflowId: `${tenant}/schedule/${name}`,
        workflowType: type,
        taskQueue: thinkQueue(tenant),
        args: [],
      },
    })
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
    await client.schedule.getHandle(scheduleId).update((standing) => ({ ...standing, spec }))
  }
}
