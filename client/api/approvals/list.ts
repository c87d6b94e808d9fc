import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { readBundleApprovals } from '#client/api/policy/read-bundle-approvals.ts'
import { readStandingApprovals } from '../standing/read-standing-approvals.ts'
import { readApprovals } from './read-approvals.ts'
import { createReasons } from './reasons.ts'
import { ApprovalView } from './shape.ts'

const Query = z.strictObject({
  state: z.enum(['pending', 'approved', 'rejected', 'expired', 'void', 'all']).default('pending'),
  request: z.string().max(100).optional(),
  /** Exactly this action's name. */
  action: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

/** `GET /api/approvals` and `GET /api/approvals/{id}`: what waits, soonest to expire first. */
export function addReadApprovals(app: App, deps: ApiDeps): void {
  const reasons = createReasons(deps)
  app.get(
    '/api/approvals',
    {
      schema: {
        tags: ['approvals'],
        summary: 'Approvals, soonest to expire first',
        querystring: Query,
        response: { 200: z.strictObject({ items: z.array(ApprovalView) }), ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { state, request: of, action, limit } = request.query
      const filter = {
        limit,
        ...(state !== 'all' && { state }),
        ...(of !== undefined && { request: of }),
        ...(action !== undefined && { action }),
      }
      const said = await reasons(caller.tenant)
      return {
        items: await deps.database.read(caller.tenant, (tx) => readAll(deps, caller, tx, said, filter)),
      }
    },
  )
  app.get(
    '/api/approvals/:id',
    {
      schema: {
        tags: ['approvals'],
        summary: 'One approval',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: ApprovalView, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const filter = { id: request.params.id, limit: 1 }
      const said = await reasons(caller.tenant)
      const [found] = await deps.database.read(caller.tenant, (tx) => readAll(deps, caller, tx, said, filter))
      if (!found) throw new DexError('not_found')
      return found
    },
  )
}

/** Of actions, of changes of the tenant's own bundle, and of standing approvals that more people have to sign. */
async function readAll(...[deps, caller, tx, said, filter]: Parameters<typeof readApprovals>) {
  const views = [
    ...(await readApprovals(deps, caller, tx, said, filter)),
    ...(await readBundleApprovals(deps, caller, tx, said, filter)),
    ...(await readStandingApprovals(deps, caller, tx, said, filter)),
  ]
  return views.sort((left, right) => (left.expiresAt < right.expiresAt ? -1 : 1)).slice(0, filter.limit)
}
