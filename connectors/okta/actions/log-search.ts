import type { LogEvent } from '@okta/okta-sdk-nodejs'
import { oktaLogSearch } from '#catalog/okta/log-search.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { allOf, anyOf, equal } from '../filter.ts'
import { resolvedObject } from '../objects.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { moment } from '../user.ts'

const SHOWN_MAX = 50
/** Okta's clock may run ahead of ours; an upper bound is what makes the query end. */
const SKEW_MS = 60_000

export const logSearch = (run: OktaRun, clock: Clock): ActionConnector => ({
  async execute(call) {
    const { user, hours, types } = parsedParams(oktaLogSearch.params, call.params)
    const { id } = resolvedObject(call, 'user', user)
    const about = anyOf([equal('actor.id', id), equal('target.id', id)])
    const wanted = types === undefined ? [] : [anyOf(types.map((type) => equal('eventType', type)))]
    const { value, requestId } = await run(call, async (client) => {
      const pages = await client.systemLogApi.listLogEvents({
        since: new Date(clock() - hours * 3_600_000).toISOString(),
        until: new Date(clock() + SKEW_MS).toISOString(),
        filter: allOf([about, ...wanted]),
        limit: SHOWN_MAX + 1,
        sortOrder: 'DESCENDING',
      })
      const events: LogEvent[] = []
      for await (const event of pages) {
        if (event !== null) events.push(event)
        if (events.length > SHOWN_MAX) break
      }
      return returned(oktaLogSearch.returns, {
        events: events.slice(0, SHOWN_MAX).map((event) => shown(event)),
        more: events.length > SHOWN_MAX,
      })
    })
    return { fields: value, requestId }
  },
})

const shown = (event: LogEvent) => ({
  published: moment(event.published) ?? 'unknown',
  type: event.eventType ?? 'unknown',
  message: event.displayMessage ?? '',
  outcome: event.outcome?.result ?? 'unknown',
  reason: event.outcome?.reason ?? null,
  actor: event.actor?.alternateId ?? null,
})
