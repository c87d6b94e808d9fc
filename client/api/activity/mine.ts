import { z } from 'zod'
import { readLogOfPerson } from '#store/log-of-person.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { ToldPage, toldPage } from './told-entry.ts'

const Query = z.strictObject({
  /** Only entries before this position. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})

/** `GET /api/me/activity`: everything Dex did to the person who asks, or for them (GDPR article 15); newest first. */
export function addMyActivity(app: App, deps: ApiDeps): void {
  app.get(
    '/api/me/activity',
    {
      schema: {
        tags: ['activity'],
        summary: 'Everything Dex did to me or for me',
        querystring: Query,
        response: { 200: ToldPage, ...problems },
      },
    },
    async (request) => {
      const { tenant, person, emailLookup } = callerOf(request)
      const { limit, before = Number.MAX_SAFE_INTEGER } = request.query
      const of = { person, emailLookup, accounts: [], before, limit }
      const rows = await deps.database.read(tenant, (tx) => readLogOfPerson(tenant, tx, of))
      return toldPage(rows, limit)
    },
  )
}
