import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { findList } from '#store/bulk.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { visibleRequest } from '../requests/see.ts'
import { callerOf } from '../session/caller.ts'
import { readWholeList } from './read-list.ts'
import { ListView } from './shape.ts'

/** Of a list: its request, and the step under which it was proposed. */
export const ListPlace = z.object({
  id: z.string().max(100),
  step: z.coerce.number().int().min(1).max(100_000),
})

/** `GET /api/requests/{id}/lists/{step}`: each line with what came of it. */
export function addShowList(app: App, deps: ApiDeps): void {
  app.get(
    '/api/requests/:id/lists/:step',
    {
      schema: {
        tags: ['lists'],
        summary: 'One list with all of its lines',
        params: ListPlace,
        response: { 200: ListView, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return deps.database.read(caller.tenant, async (tx) => {
        const row = await visibleRequest(caller, tx, request.params.id)
        const list = await findList(caller.tenant, tx, row.id, request.params.step)
        if (!list) throw new DexError('not_found')
        return readWholeList(deps, caller, tx, row, list)
      })
    },
  )
}
