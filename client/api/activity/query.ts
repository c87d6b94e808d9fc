import { z } from 'zod'
import { LogFilter } from '#contract/log-filter.ts'

/** Where to go on, and what to pick. */
export const ActivityQuery = LogFilter.extend({
  after: z.coerce.number().int().min(0).default(0),
})

/** The filter of a query, without members that nobody gave. */
export function filterOf({ since, until, kind, action, actor, request, outcome }: LogFilter): LogFilter {
  const given = Object.entries({ since, until, kind, action, actor, request, outcome })
  return Object.fromEntries(given.filter(([, value]) => value !== undefined))
}
