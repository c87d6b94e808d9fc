import { z } from 'zod'
import { readLog } from '#store/log.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { noteFirstLook } from './note-look.ts'
import { ActivityQuery, filterOf } from './query.ts'

const Query = ActivityQuery.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(100) })
const Line = z.strictObject({
  seq: z.int(),
  hash: z.string(),
  /** The canonical text that was hashed, byte for byte. */
  entry: z.string(),
})

/** `GET /api/activity`: the tenant's log, oldest first after `after`. */
export function addListActivity(app: App, deps: ApiDeps): void {
  const noteLook = noteFirstLook(deps)
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
      const caller = callerOf(request)
      const { tenant } = caller
      const { after, limit } = request.query
      await noteLook(caller)
      const range = { after, limit, ...filterOf(request.query) }
      const items = await deps.database.read(tenant, (tx) => readLog(tenant, tx, range))
      return { items, next: items.length === limit ? (items.at(-1)?.seq ?? null) : null }
    },
  )
}
