import { z } from 'zod'
import { listStops } from '#store/stops.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { StopView, viewsOf } from './shape.ts'

const limit = 50

/** `GET /api/stops`: what is held back now, and was. */
export function addListStops(app: App, deps: ApiDeps): void {
  app.get(
    '/api/stops',
    {
      schema: {
        tags: ['stops'],
        summary: 'What is held back, in force first',
        response: { 200: z.strictObject({ items: z.array(StopView) }), ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return deps.database.read(caller.tenant, async (tx) => ({
        items: await viewsOf(deps, caller, tx, await listStops(caller.tenant, tx, limit)),
      }))
    },
  )
}
