import { z } from 'zod'
import { listStanding } from '#store/standing-record.ts'
import type { App } from '../app.ts'
import { createReasons } from '../approvals/reasons.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { readStanding, viewsOf } from './read-standing.ts'
import { StandingView } from './shape.ts'

const listedMax = 200

/** `GET /api/standing-approvals` and `GET /api/standing-approvals/{id}`: with their uses, the newest first. */
export function addListStanding(app: App, deps: ApiDeps): void {
  const reasons = createReasons(deps)
  app.get(
    '/api/standing-approvals',
    {
      schema: {
        tags: ['standing approvals'],
        summary: 'What was approved for always, the newest first',
        response: { 200: z.strictObject({ items: z.array(StandingView) }), ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const said = await reasons(caller.tenant)
      return deps.database.read(caller.tenant, async (tx) => {
        const now = new Date(deps.clock())
        const rows = await listStanding(caller.tenant, tx, { now, limit: listedMax })
        return { items: await viewsOf(deps, caller, tx, said, rows) }
      })
    },
  )
  app.get(
    '/api/standing-approvals/:id',
    {
      schema: {
        tags: ['standing approvals'],
        summary: 'One that was approved for always',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: StandingView, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const said = await reasons(caller.tenant)
      return deps.database.read(caller.tenant, (tx) =>
        readStanding(deps, caller, tx, said, request.params.id),
      )
    },
  )
}
