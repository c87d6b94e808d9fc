import type { PlatformEvent } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import type { ConnectionView } from '#store/connections.ts'
import { linkedEvents } from '#store/ledger.ts'
import type { GateDeps } from '../deps.ts'
import { reading } from '../execute/reading.ts'

/** One write of ours, as the platform's own log would have it. */
export interface Written {
  platform: string
  /** Event types of the catalog. */
  types: readonly string[]
  targetId: string
  /** The platform's id of our call; null where we never saw it. */
  requestId: string | null
  /** Account that the borrowed token was of. */
  actorId: string | null
  intendedAt: Date
  settledAt: Date
}

/**
 * The platform's entry of this write, or null while there is none. Where the log names requests, the entry is the one of
 * ours. Okta's does; Entra's, Intune's and Google's do not: there it is an entry of the same kind by the same account about
 * the same target between our intent and our outcome, and one that stands for no other write of ours.
 */
export async function findEvent(
  deps: GateDeps,
  connections: readonly ConnectionView[],
  written: Written,
): Promise<PlatformEvent | null> {
  const { platform, types, targetId, requestId } = written
  // Their clock is not ours, and some cut theirs to seconds.
  const slackMs = deps.timing.skewMs + 1_000
  const since = new Date(written.intendedAt.getTime() - slackMs).toISOString()
  try {
    const events = await reading(deps, connections, platform, ({ resolver, credential }, signal) =>
      resolver.events({ types, targetId, since }, credential, signal),
    )
    const ours = events.find((event) => requestId !== null && event.requestId === requestId)
    if (ours) return ours
    const likely = events.filter(
      (event) =>
        (event.requestId === null || requestId === null) &&
        event.actorId !== null &&
        event.actorId === written.actorId &&
        Date.parse(event.published) <= written.settledAt.getTime() + slackMs,
    )
    if (likely.length === 0) return null
    const taken = await deps.database.read(deps.tenant, (tx) =>
      linkedEvents(
        deps.tenant,
        tx,
        likely.map((event) => event.id),
      ),
    )
    return likely.find((event) => !taken.has(event.id)) ?? null
  } catch (error) {
    // Not being allowed to read the platform's log is a finding, not a failure of the request.
    if (isDexError(error) && !error.retryable) return null
    throw error
  }
}
