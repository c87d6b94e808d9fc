import type { Client, LogEvent } from '@okta/okta-sdk-nodejs'
import type { Clock } from '#contract/clock.ts'
import type { PlatformEvent } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { collect } from './collect.ts'
import { anyOf, equal } from './filter.ts'

const EVENTS_MAX = 500
const TYPES_MAX = 20
/** Okta's clock may run ahead of ours; an upper bound is what makes the query end. */
const SKEW_MS = 60_000
/** Okta keeps 90 days and refuses (E0000053) to be asked about earlier ones, of which it has nothing anyway. */
const RETENTION_MS = 89 * 86_400_000

export interface EventQuery {
  types: readonly string[]
  targetId: string
  /** ISO 8601; exclusive, as Okta has it. */
  since: string
}

/** Successful events of these types on this target, oldest first. The log may lag: absent is not "did not happen". */
export async function listEvents(client: Client, query: EventQuery, clock: Clock): Promise<PlatformEvent[]> {
  const since = new Date(query.since)
  if (query.types.length === 0 || query.types.length > TYPES_MAX || Number.isNaN(since.getTime())) {
    throw new DexError('platform_invalid', 'not a question for the System Log')
  }
  const types = anyOf(query.types.map((type) => equal('eventType', type)))
  const pages = await client.systemLogApi.listLogEvents({
    since: new Date(Math.max(since.getTime(), clock() - RETENTION_MS)).toISOString(),
    until: new Date(clock() + SKEW_MS).toISOString(),
    filter: `${equal('target.id', query.targetId)} and ${types}`,
    limit: 100,
    sortOrder: 'ASCENDING',
  })
  const events = await collect(pages, EVENTS_MAX)
  return events.filter((event) => event.outcome?.result === 'SUCCESS').map((event) => toPlatformEvent(event))
}

function toPlatformEvent(event: LogEvent): PlatformEvent {
  if (
    typeof event.uuid !== 'string' ||
    typeof event.eventType !== 'string' ||
    event.published === undefined
  ) {
    throw new DexError('platform_bad_answer', undefined, { log: 'okta: not a log event' })
  }
  const requestId: unknown = event.debugContext?.debugData?.['requestId'] ?? event.transaction?.id
  return {
    id: event.uuid,
    type: event.eventType,
    published: event.published.toISOString(),
    requestId: typeof requestId === 'string' ? requestId : null,
    actorId: event.actor?.id ?? null,
  }
}
