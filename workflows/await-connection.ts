import { condition } from '@temporalio/workflow'
import { type Run, say } from './run.ts'
import { showStatus } from './show.ts'

/** The gate looks by itself this often, should nobody tell it. */
const lookAgainMs = 5 * 60_000
/** A flood of forged signals must not become a flood of activities. */
const tellingsMax = 50

/**
 * Has the gate try again each time that a connection may be there, until it finds one: people are asked, and nobody else's
 * account stands in. Null: nobody connected in time, or the request is closing.
 */
export async function withConnection<Outcome>(
  run: Run,
  attempt: () => Promise<Outcome>,
  lacks: (outcome: Outcome) => boolean,
): Promise<Outcome | null> {
  const { state, timing } = run
  let outcome = await attempt()
  for (let waitedMs = 0; lacks(outcome); ) {
    if (state.status !== 'waiting_connection') {
      showStatus(state, 'waiting_connection', 'waits for a person to connect a platform again')
      await say(run, { action: 'dex.reply.internal', template: 'connection_needed' })
    }
    const seen = state.connectionsMade
    const told = () => state.closing !== null || (state.connectionsMade > seen && seen < tellingsMax)
    const patienceMs = Math.min(lookAgainMs, timing.escalatedMs)
    if (!(await condition(told, patienceMs))) waitedMs += patienceMs
    if (state.closing !== null) return null
    outcome = await attempt()
    if (waitedMs >= timing.escalatedMs && lacks(outcome)) return null
  }
  return outcome
}
