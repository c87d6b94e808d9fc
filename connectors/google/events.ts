import type { admin_reports_v1 } from '@googleapis/admin'
import type { Clock } from '#contract/clock.ts'
import type { ConnectorCall, Happened, PlatformEvent, ReadBackCall } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import { collect } from './collect.ts'
import { bareAddress } from './query.ts'
import type { GoogleApi, GoogleRun } from './run.ts'

const EVENTS_MAX = 1_000
const TYPES_MAX = 20
/** Google keeps 180 days. */
const RETENTION_MS = 179 * 86_400_000

export interface EventQuery {
  types: readonly string[]
  /** Whom or what the events are about: the log names them by a parameter, people by their primary address. */
  about: { parameter: 'USER_EMAIL' | 'GROUP_EMAIL' | 'RESOURCE_ID'; value: string }
  /** ISO 8601; exclusive. */
  since: string
}

/**
 * Administrators' actions of these types, oldest first. The log lags: absent is not "did not happen". Google ignores a
 * filter that it does not know, so that everything is filtered here again.
 */
export async function listEvents(api: GoogleApi, query: EventQuery, clock: Clock): Promise<PlatformEvent[]> {
  const since = Date.parse(query.since)
  if (query.types.length === 0 || query.types.length > TYPES_MAX || Number.isNaN(since)) {
    throw new DexError('platform_invalid', 'not a question for the audit log')
  }
  const startTime = new Date(Math.max(since, clock() - RETENTION_MS)).toISOString()
  const { parameter, value } = query.about
  const filters = `${parameter}==${parameter === 'RESOURCE_ID' ? value : bareAddress(value)}`
  const found: PlatformEvent[] = []
  for (const eventName of query.types) {
    const activities = await collect(
      async (pageToken) =>
        (
          await api.reports.activities.list({
            userKey: 'all',
            applicationName: 'admin',
            eventName,
            startTime,
            filters,
            ...(pageToken !== undefined && { pageToken }),
          })
        ).data,
      (page) => page.items,
      EVENTS_MAX,
    )
    for (const activity of activities) {
      const event = { ...idOf(activity), type: eventName, requestId: null }
      if (Date.parse(event.published) > since && says(activity, eventName, parameter, value))
        found.push(event)
    }
  }
  return found.sort((a, b) => Date.parse(a.published) - Date.parse(b.published))
}

export type Activity = admin_reports_v1.Schema$Activity

/** Whether an event of this name is about this one. */
export const says = (activity: Activity, name: string | null, parameter: string, value: string): boolean =>
  (activity.events ?? []).some(
    (event) =>
      (name === null || event.name === name) &&
      (event.parameters ?? []).some(
        (each) => each.name === parameter && each.value?.toLowerCase() === value.toLowerCase(),
      ),
  )

export function idOf(activity: Activity): { id: string; published: string; actorId: string | null } {
  const { time, uniqueQualifier } = activity.id ?? {}
  if (typeof time !== 'string' || typeof uniqueQualifier !== 'string' || Number.isNaN(Date.parse(time))) {
    throw new DexError('platform_bad_answer', undefined, { log: 'google: not an activity' })
  }
  return { id: `${time}/${uniqueQualifier}`, published: time, actorId: activity.actor?.profileId ?? null }
}

/** For writes that leave no state to read: the event alone; without it, or the right to read it, it cannot be told. */
export async function happenedByEvent(
  run: GoogleRun,
  call: ReadBackCall,
  types: readonly string[],
  clock: Clock,
): Promise<Happened> {
  const value = addressOf(call)
  if (value === null) return 'cannot_tell'
  try {
    const query = { types, about: { parameter: 'USER_EMAIL' as const, value }, since: call.since }
    const { value: events } = await run(call, (api) => listEvents(api, query, clock))
    return events.length > 0 ? 'yes' : 'cannot_tell'
  } catch (error) {
    if (isDexError(error, 'platform_forbidden')) return 'cannot_tell'
    throw error
  }
}

const addressOf = (call: ConnectorCall): string | null => call.target?.email ?? null
