import { workflowInfo } from '@temporalio/workflow'
import type { SetsInput } from '#activities/types.ts'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import { gateOf } from './proxies.ts'

/** Has the gate read which approvers a person is among: api may ask no platform. */
export async function approverSets(input: SetsInput): Promise<{ known: boolean }> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const gate = gateOf(gateQueue(tenant), { thinkMs: 1, gateMs: 15_000, escalatedMs: 1 })
  return gate('see which approvers somebody is among').approverSets(input)
}
