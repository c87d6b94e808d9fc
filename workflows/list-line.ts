import { workflowInfo } from '@temporalio/workflow'
import type { ExecuteOutcome } from '#activities/types.ts'
import type { TenantId } from '#contract/ids.ts'
import { gateQueue } from '#contract/message-names.ts'
import type { LineInput } from '#contract/messages.ts'
import { gateOf } from './proxies.ts'

/**
 * One line of a list, `<request's workflow id>/line/<list>/<position>`: presents its proof to the gate, which decides it again on
 * the facts of that moment, and compares what was done with the platform's own log.
 */
export async function listLine(input: LineInput): Promise<ExecuteOutcome> {
  const tenant = workflowInfo().workflowId.split('/')[0] as TenantId
  const gate = gateOf(gateQueue(tenant), { thinkMs: 1, gateMs: input.gateMs, escalatedMs: 1 })
  const { request, turn, index, line } = input
  const outcome = await gate(`line ${line.position} of list ${line.list}`).execute({
    request,
    call: { turn, index, line },
  })
  if (outcome.kind === 'done' && outcome.corroborate) {
    const change = { kind: 'corroborate', step: outcome.step } as const
    await gate(`compare step ${outcome.step} with the platform's own log`).record({ request, change })
  }
  return outcome
}
