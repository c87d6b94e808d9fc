import { setTimeout } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'

export interface Ticket {
  externalId: string
  requesterEmail: string
  title: string
  text: string
}

/** What every request asks for. */
export const endSessions = {
  title: 'Strange sign-ins',
  text: 'Please end all my sessions.',
} as const

/** One of the two ways to do the same work. */
export interface Side {
  /** Opens one request; its workflow has been accepted when this resolves. */
  start(ticket: Ticket): Promise<WorkflowHandle>
  /** Throws unless this is how a request that was carried out ends. */
  assertDone(result: unknown): void
  stop(): Promise<void>
}

const inFlight = 8
const roundMsMax = 180_000

/** Requests a second over all of them, `inFlight` at any time, and their handles. */
export async function drive(
  side: Side,
  tickets: readonly Ticket[],
): Promise<{ perSecond: number; handles: WorkflowHandle[] }> {
  const handles: WorkflowHandle[] = []
  const waiting = tickets.values()
  const started = performance.now()
  const lane = async (): Promise<void> => {
    for (const ticket of waiting) {
      const handle = await side.start(ticket)
      side.assertDone(await handle.result())
      handles.push(handle)
    }
  }
  const late = new AbortController()
  await Promise.race([
    Promise.all(Array.from({ length: inFlight }, lane)),
    setTimeout(roundMsMax, undefined, { signal: late.signal }).then(() => {
      throw new Error('a round did not end in time')
    }),
  ]).finally(() => late.abort())
  return { perSecond: tickets.length / ((performance.now() - started) / 1_000), handles }
}
