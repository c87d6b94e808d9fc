import type { FastifyInstance } from 'fastify'
import type { Okta } from '../context.ts'
import { OktaRefusal } from '../errors.ts'
import type { LogEvent } from '../log-event.ts'
import { limitOf, pageOf } from '../paging.ts'
import { renderEvent } from '../render.ts'
import { holds } from '../rights.ts'
import { logFilter } from '../scim/dialects.ts'
import { attributesOf, matches } from '../scim/evaluate.ts'
import { parseExpression } from '../scim/parse.ts'

const dayMs = 86_400_000
const retentionMs = 90 * dayMs

type Query = Record<'since' | 'until' | 'filter' | 'q' | 'limit' | 'sortOrder', string | undefined>

export function addLogRoutes(app: FastifyInstance, okta: Okta): void {
  app.get<{ Querystring: Query }>('/api/v1/logs', async (request, reply) => {
    const caller = await okta.authorize(request, 'okta.logs.read')
    if (!holds(okta.directory, caller.user, 'system_log')) throw new OktaRefusal('E0000006')
    const { query } = request
    const descending = query.sortOrder?.toUpperCase() === 'DESCENDING'
    const found = chosen(okta, query)
    const page = pageOf({ request, reply, base: okta.base }, descending ? found.toReversed() : found, {
      limit: limitOf(query.limit, 100, 1_000),
      key: (event) => event.uuid,
      // Polling: without `until`, ascending, there is always a next page to ask for.
      always: query.until === undefined && !descending,
    })
    return page.items.map(renderEvent)
  })
}

function chosen(okta: Okta, query: Query): LogEvent[] {
  const now = okta.now()
  const since = timeOf(query.since, 'since') ?? now - 7 * dayMs
  const until = timeOf(query.until, 'until') ?? Number.POSITIVE_INFINITY
  if (since < now - retentionMs)
    throw new OktaRefusal('E0000053', { causes: ['since: beyond the retention'] })
  const expression = query.filter === undefined ? null : parseExpression(query.filter, logFilter)
  const words = wordsOf(query.q)
  return okta.log.filter((event) => {
    const published = Date.parse(event.published)
    if (event.visibleAt > now || published <= since || published > until) return false
    const shown = renderEvent(event)
    if (expression && !matches(expression, attributesOf(shown), false)) return false
    const text = words.length > 0 ? JSON.stringify(shown).toLowerCase() : ''
    return words.every((word) => text.includes(word))
  })
}

function timeOf(text: string | undefined, name: string): number | null {
  if (text === undefined) return null
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new OktaRefusal('E0000001', { causes: [`${name}: not a date`] })
  return time
}

function wordsOf(q: string | undefined): string[] {
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length > 10 || words.some((word) => word.length > 40)) {
    throw new OktaRefusal('E0000001', { causes: ['q: at most 10 words of at most 40 characters'] })
  }
  return words
}
