import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client'
import type { TenantId } from '#contract/ids.ts'
import { deleteNamespace, namespaceStands } from '#process/temporal-namespace.ts'
import { type TemporalAddress, temporalConnectionOptions } from '#process/temporal-connection.ts'

export interface EndedWorkflows {
  schedules: number
  /** Running ones that were terminated; their histories are sealed with keys that are gone. */
  terminated: number
  /** Its own, where it had one; `deleted` false: the service left that to its operator. */
  namespace: { name: string; deleted: boolean } | null
}

/** The tenant's schedules, then its running workflows, then the namespace where it is its own, with every history in it. */
export async function endWorkflows(
  at: TemporalAddress & { temporalNamespace: string },
  tenant: TenantId,
  own: string | null,
): Promise<EndedWorkflows> {
  const connection = await Connection.connect(await temporalConnectionOptions(at))
  try {
    const client = new Client({ connection, namespace: own ?? at.temporalNamespace })
    if (own !== null && !(await namespaceStands(connection, own))) {
      return { schedules: 0, terminated: 0, namespace: { name: own, deleted: true } }
    }
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
    const namespace = own === null ? null : { name: own, deleted: await deleteNamespace(connection, own) }
    return { schedules: schedules.length, terminated, namespace }
  } finally {
    await connection.close()
  }
}
