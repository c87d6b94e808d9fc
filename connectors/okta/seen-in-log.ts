import type { Clock } from '#contract/clock.ts'
import type { ReadBackCall } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { listEvents } from './events.ts'
import type { OktaRun } from './run.ts'

/** Whether the System Log has one of these events on this target since the intent; null when it is not theirs to read. */
export async function seenInLog(
  run: OktaRun,
  call: ReadBackCall,
  event: { types: readonly string[]; targetId: string },
  clock: Clock,
): Promise<boolean | null> {
  const query = { ...event, since: call.since }
  try {
    return (await run(call, (client) => listEvents(client, query, clock))).value.length > 0
  } catch (error) {
    if (isDexError(error, 'platform_forbidden')) return null
    throw error
  }
}
