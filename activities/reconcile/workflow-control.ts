import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common'
import type { RequestId, TenantId } from '#contract/ids.ts'
import {
  messageNames,
  type PublishInput,
  type RequestInput,
  searchAttributes,
  thinkQueue,
  workflowTypes,
} from '#contract/messages.ts'
import type { WorkflowControl } from '../deps.ts'

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD)
const searchKeys = {
  tenant: keyword(searchAttributes.tenant),
  channel: keyword(searchAttributes.channel),
  status: keyword(searchAttributes.status),
  risk: keyword(searchAttributes.risk),
}

/** The reconciler's hand on Temporal: starts, looks, signals, terminates; nothing else. */
export function createWorkflowControl(
  client: Client,
  timing: RequestInput['timing'],
  workflowTaskTimeoutMs: number,
): WorkflowControl {
  const { workflow } = client
  const running = async (tenant: TenantId, type: string): Promise<string[]> => {
    const ids: string[] = []
    const query = `WorkflowType = '${type}' AND ExecutionStatus = 'Running' AND TaskQueue = '${thinkQueue(tenant)}'`
    for await (const execution of workflow.list({ query, pageSize: 500 })) ids.push(execution.workflowId)
    return ids
  }
  return {
    async isRunning(workflowId) {
      try {
        return (await workflow.getHandle(workflowId).describe()).status.name === 'RUNNING'
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false
        throw error
      }
    },
    async start(tenant, row) {
      const input: RequestInput = { request: row.id as RequestId, timing }
      try {
        await workflow.start(workflowTypes.request, {
          workflowId: row.workflow_id,
          taskQueue: thinkQueue(tenant),
          priority: { fairnessKey: tenant },
          args: [input],
          workflowTaskTimeout: workflowTaskTimeoutMs,
          typedSearchAttributes: new TypedSearchAttributes([
            { key: searchKeys.tenant, value: tenant },
            { key: searchKeys.channel, value: row.channel },
            { key: searchKeys.status, value: 'investigating' },
            { key: searchKeys.risk, value: 'low' },
          ]),
        })
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
      }
    },
    async startPublishing(tenant, publication) {
      const input: PublishInput = { gateMs: timing.gateMs }
      try {
        await workflow.start(workflowTypes.publish, {
          workflowId: publication,
          taskQueue: thinkQueue(tenant),
          priority: { fairnessKey: tenant },
          args: [input],
          workflowTaskTimeout: workflowTaskTimeoutMs,
          typedSearchAttributes: new TypedSearchAttributes([{ key: searchKeys.tenant, value: tenant }]),
        })
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error
      }
    },
    async tellConnected(workflowId) {
      await workflow.getHandle(workflowId).signal(messageNames.connectionMade)
    },
    async signalDecision(workflowId, signed) {
      await workflow.getHandle(workflowId).signal(messageNames.decideApproval, signed)
    },
    listRunning: (tenant) => running(tenant, workflowTypes.request),
    listPublishing: (tenant) => running(tenant, workflowTypes.publish),
    async terminate(workflowId, reason) {
      await workflow.getHandle(workflowId).terminate(reason)
    },
  }
}
