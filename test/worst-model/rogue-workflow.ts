import { proxyActivities } from '@temporalio/workflow'
import type { ExecuteOutcome, GateActivities, GateInput } from '#activities/types.ts'

/** An attacker's own workflow code under a victim's workflow id: goes to the gate without asking anybody. */
export async function rogue(queue: string, calls: GateInput[]): Promise<string[]> {
  const { execute } = proxyActivities<GateActivities>({
    taskQueue: queue,
    startToCloseTimeout: '15s',
    retry: { maximumAttempts: 2 },
  })
  const outcomes: string[] = []
  for (const call of calls) {
    const outcome: ExecuteOutcome | null = await execute(call).catch(() => null)
    outcomes.push(outcome?.kind ?? 'refused')
  }
  return outcomes
}
