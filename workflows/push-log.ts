import { workflowInfo } from '@temporalio/workflow'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import { gateOf } from './proxies.ts'

/** Started by a Temporal Schedule, one a tenant: entries that a SIEM does not have yet. */
export async function pushLog(): Promise<{ sent: number }> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  return gateOf(gateQueue(tenant), { thinkMs: 60_000, gateMs: 120_000, escalatedMs: 1 })(
    'push the log',
  ).push()
}
