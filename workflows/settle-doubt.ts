import { workflowInfo } from '@temporalio/workflow'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import { gateOf } from './proxies.ts'

/** Has the gate take a person's word on a step in doubt; the signed statement stands in the row of this workflow's id. */
export async function settleDoubt(input: { decision: string }): Promise<void> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const gate = gateOf(gateQueue(tenant), { thinkMs: 1, gateMs: 30_000, escalatedMs: 1 })
  await gate('settle a step in doubt').settleDoubt(input)
}
