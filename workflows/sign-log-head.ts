import { workflowInfo } from '@temporalio/workflow'
import type { TenantId } from '#contract/ids.ts'
import type { SignedLogHead } from '#contract/log-head.ts'
import { gateQueue } from '#contract/message-names.ts'
import { gateOf } from './proxies.ts'

/** Asks the gate, which alone holds the log key, for the signed end of the chain. */
export async function signLogHead(): Promise<SignedLogHead> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  return gateOf(gateQueue(tenant), { thinkMs: 10_000, gateMs: 10_000, escalatedMs: 1 })(
    'sign the head of the log',
  ).signHead()
}
