import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client'
import type { TenantId } from '#contract/ids.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'

/** One Temporal Schedule a tenant runs the reconciler each minute; made by whichever gate comes first. */
export async function ensureReconcileSchedule(client: Client, tenant: TenantId): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: `${tenant}/reconcile`,
      spec: { intervals: [{ every: '1m' }] },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
      action: {
        type: 'startWorkflow',
        workflowId: `${tenant}/schedule/reconcile`,
        workflowType: workflowTypes.reconcile,
        taskQueue: thinkQueue(tenant),
        args: [],
      },
    })
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
  }
}
