import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common'
import type { TenantId } from '#contract/ids.ts'
import { type PublishInput, searchAttributes, thinkQueue, workflowTypes } from '#contract/messages.ts'
import type { ApiDeps } from '../deps.ts'
import { withTemporal } from '../temporal/with-temporal.ts'

/** Has the service accept the publication's workflow. Throws `temporal_unavailable`. */
export async function startPublishing(deps: ApiDeps, tenant: TenantId, publication: string): Promise<void> {
  const input: PublishInput = { gateMs: deps.timing.gateMs }
  const tenantKey = defineSearchAttributeKey(searchAttributes.tenant, SearchAttributeType.KEYWORD)
  try {
    await withTemporal(deps, tenant, deps.deadlines.startMs, (client) =>
      client.workflow.start(workflowTypes.publish, {
        workflowId: publication,
        taskQueue: thinkQueue(tenant),
        args: [input],
        workflowTaskTimeout: deps.workflowTaskTimeoutMs,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        typedSearchAttributes: new TypedSearchAttributes([{ key: tenantKey, value: tenant }]),
      }),
    )
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
  }
}
