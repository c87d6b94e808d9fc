import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client'
import type { TenantId } from '#contract/ids.ts'
import { type TemporalAddress, temporalConnectionOptions } from '#process/temporal-connection.ts'

export interface EndedWorkflows {
  schedules: number
  /** Running ones that were terminated; their histories are sealed with keys that are gone. */
  terminated: number
}

/** The tenant's schedules, then its running workflows. */
export async function endWorkflows(
  at: TemporalAddress & { temporalNamespace: string },
  tenant: TenantId,
): Promise<EndedWorkflows> {
  const connection = await Connection.connect(await temporalConnectionOptions(at))
  try {
    const client = new Client({ connection, namespace: at.temporalNamespace })
    const schedules: string[] = []
    for await (const { scheduleId } of client.schedule.list()) {
      if (scheduleId.startsWith(`${tenant}/`)) schedules.push(scheduleId)
    }
    for (const id of schedules) await client.schedule.getHandle(id).delete()
    let terminated = 0
    const query = `ExecutionStatus = 'Running' AND WorkflowId STARTS_WITH '${tenant}/'`
    for await (const { workflowId } of client.workflow.list({ query })) {
      try {
        await client.workflow.getHandle(workflowId).terminate('tenant deleted')
        terminated += 1
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error
      }
    }
    return { schedules: schedules.length, terminated }
  } finally {
    await connection.close()
  }
}
