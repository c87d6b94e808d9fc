import { workflowInfo } from '@temporalio/workflow'
import type { ActingRights, RightsInput } from '#activities/types.ts'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import { gateOf } from './proxies.ts'

/** Has the gate ask a platform whether a person's own rights suffice for what waits: api may ask no platform. */
export async function actingRights(input: RightsInput): Promise<ActingRights> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const gate = gateOf(gateQueue(tenant), { thinkMs: 1, gateMs: 15_000, escalatedMs: 1 })
  return gate('ask for rights').actingRights(input)
}
