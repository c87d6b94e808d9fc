import { z } from 'zod'
import { readLog } from '#store/log.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

const Query = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  request: z.string().max(100).optional(),
})
const Line = z.strictObject({
  seq: z.int(),
  hash: z.string(),
  /** The canonical text that was hashed, byte for byte. */
  entry: z.string(),
})

/** `GET /api/activity`: the tenant's log, oldest first after `after`. */
export function addListActivity(app: App, deps: ApiDeps): void {
  app.get(
    '/api/activity',
    {
      schema: {
        tags: ['activity'],
        summary: 'The activity log in order',
        querystring: Query,
        response: { 200: z.strictObject({ items: z.array(Line), next: z.int().nullable() }), ...problems },
      },
    },
    async (request) => {
      const { tenant } = callerOf(request)
      const { after, limit, request: of } = request.query
      const range = { after, limit, ...(of !== undefined && { request: of }) }
      const items = await deps.database.transaction(tenant, (tx) => readLog(tenant, tx, range))
      return { items, next: items.length === limit ? (items.at(-1)?.seq ?? null) : null }
    },
  )
}
