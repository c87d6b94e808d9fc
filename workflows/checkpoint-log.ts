import { workflowInfo } from '@temporalio/workflow'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import { gateOf } from './proxies.ts'

/** Started by a Temporal Schedule, one a tenant: signed ends of the log to their second places, and old evidence ended. */
export async function checkpointLog(): Promise<void> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const gate = gateOf(gateQueue(tenant), { thinkMs: 60_000, gateMs: 600_000, escalatedMs: 1 })
  // Side by side: a place that is away must not keep evidence alive.
  const done = await Promise.allSettled([
    gate('checkpoint the log').checkpoint(),
    gate('end old evidence').sweepEvidence(),
  ])
  const failed = done.find((each) => each.status === 'rejected')
  if (failed) throw failed.reason
}
