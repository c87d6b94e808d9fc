import { workflowInfo } from '@temporalio/workflow'
import type { Reach, ReachInput } from '#activities/types.ts'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import { gateOf } from './proxies.ts'

/** Has the gate count what terms name in a directory: api may ask no platform. */
export async function directoryReach(input: ReachInput): Promise<Reach> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const gate = gateOf(gateQueue(tenant), { thinkMs: 1, gateMs: 15_000, escalatedMs: 1 })
  return gate('count a directory').directoryReach(input)
}
