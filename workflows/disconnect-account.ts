import { workflowInfo } from '@temporalio/workflow'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import { gateOf } from './proxies.ts'

/** Has the gate revoke a connection that was taken out of use: api, where that was said, holds no token. */
export async function disconnectAccount(input: {
  connection: string
}): Promise<{ atPlatform: boolean | null }> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const gate = gateOf(gateQueue(tenant), { thinkMs: 1, gateMs: 60_000, escalatedMs: 1 })
  return gate('revoke a connection').disconnect(input)
}
