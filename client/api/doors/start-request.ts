import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common'
import type { RequestId, TenantId } from '#contract/ids.ts'
import { type RequestInput, searchAttributes, thinkQueue, workflowTypes } from '#contract/messages.ts'
import type { ApiDeps } from '../deps.ts'
import { withTemporal } from '../temporal/with-temporal.ts'

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD)
const keys = {
  tenant: keyword(searchAttributes.tenant),
  channel: keyword(searchAttributes.channel),
  status: keyword(searchAttributes.status),
  risk: keyword(searchAttributes.risk),
  actions: defineSearchAttributeKey(searchAttributes.actions, SearchAttributeType.KEYWORD_LIST),
}

/**
 * Has the service accept the request's workflow; one that runs already, or ran, is the same success. Throws
 * `temporal_unavailable`: the row stands, and whoever tries again starts it then.
 */
export async function startRequest(
  deps: ApiDeps,
  tenant: TenantId,
  row: { id: RequestId; workflowId: string; channel: string },
): Promise<void> {
  const input: RequestInput = { request: row.id, timing: deps.timing }
  try {
    await withTemporal(deps, tenant, deps.deadlines.startMs, (client) =>
      client.workflow.start(workflowTypes.request, {
        workflowId: row.workflowId,
        taskQueue: thinkQueue(tenant),
        priority: { fairnessKey: tenant },
        args: [input],
        workflowTaskTimeout: deps.workflowTaskTimeoutMs,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        typedSearchAttributes: new TypedSearchAttributes([
          { key: keys.tenant, value: tenant },
          { key: keys.channel, value: row.channel },
          { key: keys.status, value: 'investigating' },
          { key: keys.risk, value: 'low' },
          { key: keys.actions, value: [] },
        ]),
      }),
    )
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}
