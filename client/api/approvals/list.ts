import { z } from 'zod'
import type { Code } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import { findAskedOf } from '#store/asked-people.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf, hasRole } from '../session/caller.ts'
import { readBundleApprovals } from '#client/api/policy/read-bundle-approvals.ts'
import { readStandingApprovals } from '../standing/read-standing-approvals.ts'
import { readApprovals } from './read-approvals.ts'
import { createReasons } from './reasons.ts'
import { ApprovalView } from './shape.ts'

const Query = z.strictObject({
  state: z.enum(['pending', 'approved', 'rejected', 'expired', 'void', 'all']).default('pending'),
  request: z.string().max(100).optional(),
  /** `me`: what the caller is asked for and has not answered; left out, what is asked of anybody. */
  for: z.enum(['me']).optional(),
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
      const { state, request: of, action, limit, for: whom } = request.query
      const filter = {
        limit,
        ...(state !== 'all' && { state }),
        ...(of !== undefined && { request: of }),
        ...(action !== undefined && { action }),
      }
      const said = await reasons(caller.tenant)
      return {
        items: await deps.database.read(caller.tenant, (tx) =>
          whom === 'me' ? readMine(deps, caller, tx, said, filter) : readAll(deps, caller, tx, said, filter),
        ),
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

/** What waits for the caller's own word. INVARIANT: nobody is told here of what they could not say yes or no to. */
async function readMine(...[deps, caller, tx, said, filter]: Parameters<typeof readApprovals>) {
  if (!hasRole(caller, 'admin', 'approver')) return []
  const at = new Date(deps.clock())
  const askedOf = await findAskedOf(caller.tenant, tx, {
    person: caller.person,
    lookup: caller.emailLookup,
    at,
  })
  const found = await readAll(deps, caller, tx, said, { ...filter, state: 'pending', askedOf })
  return found.filter(({ may }) => may.approve === null || !notTheirs.has(may.approve.code))
}

/** What no connection of theirs and no other owner would mend. */
const notTheirs: ReadonlySet<string> = new Set<Code>([
  'approver_excluded',
  'approver_not_entitled',
  'already_decided',
  'yes_first',
  'forbidden',
  'approval_expired',
])

/** Of actions, of changes of the tenant's own bundle, and of standing approvals that more people have to sign. */
async function readAll(...[deps, caller, tx, said, filter]: Parameters<typeof readApprovals>) {
  const views = [
    ...(await readApprovals(deps, caller, tx, said, filter)),
    ...(await readBundleApprovals(deps, caller, tx, said, filter)),
    ...(await readStandingApprovals(deps, caller, tx, said, filter)),
  ]
  return views.sort((left, right) => (left.expiresAt < right.expiresAt ? -1 : 1)).slice(0, filter.limit)
}
