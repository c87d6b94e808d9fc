import { workflowInfo } from '@temporalio/workflow'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import { gateOf } from './proxies.ts'

/** Has the gate exchange an OAuth code: the only way from the callback in api to a stored connection. */
export async function connectAccount(input: { attempt: string }): Promise<{ connection: string }> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const gate = gateOf(gateQueue(tenant), { thinkMs: 30_000, gateMs: 30_000, escalatedMs: 1 })
  return gate('exchange the code').connect({ attempt: input.attempt })
}
