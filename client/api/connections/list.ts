import { z } from 'zod'
import { type ConnectionKind, missingScopes, namedScopes } from '#delegation/index.ts'
import { listApproverSets } from '#store/approver-sets.ts'
import { standsOrLapsed } from '#store/connections.ts'
import { listRoles } from '#store/people.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf, hasRole } from '../session/caller.ts'
import { createWantedScopes } from './wanted-scopes.ts'

/** A connection without anything of its tokens. */
const ConnectionView = z
  .strictObject({
    id: z.string(),
    person: z.string(),
    mine: z.boolean(),
    platform: z.string(),
    kind: z.string(),
    accountId: z.string(),
    scopes: z.array(z.string()),
    /** What its person would be asked for today and this one was not granted: to be asked for anew. */
    missing: z.array(z.string()),
    state: z.enum(['active', 'ending', 'expired', 'revoked']),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Connection' })

/** `GET /api/connections`: one's own; an admin sees the tenant's. */
export function addListConnections(app: App, deps: ApiDeps): void {
  app.get(
    '/api/connections',
    {
      schema: {
        tags: ['connections'],
        summary: 'Delegated credentials',
        /** `all`: those that ended too. */
        querystring: z.strictObject({
          all: z
            .enum(['true', 'false'])
            .transform((text) => text === 'true')
            .default(false),
        }),
        response: { 200: z.strictObject({ items: z.array(ConnectionView) }), ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const all = hasRole(caller, 'admin')
      const { connections, roles, sets } = await deps.database.transaction(caller.tenant, async (tx) => {
        let query = tx
          .selectFrom('connections')
          .select(['id', 'person', 'platform', 'kind', 'account_id', 'scopes', 'state', 'created_at'])
          .where('tenant', '=', caller.tenant)
        if (!all) query = query.where('person', '=', caller.person)
        if (!request.query.all) query = query.where(standsOrLapsed)
        const connections = await query.orderBy('created_at').orderBy('id').execute()
        return {
          connections,
          roles: await listRoles(caller.tenant, tx),
          sets: await listApproverSets(caller.tenant, tx),
        }
      })
      const wanted = await createWantedScopes(deps, caller.tenant)
      const items = connections.map(({ account_id, created_at, ...row }) => ({
        ...row,
        state: row.state as 'active' | 'ending' | 'expired' | 'revoked',
        missing: missingScopes(
          row.scopes,
          namedScopes(
            wanted({
              ...row,
              kind: row.kind as ConnectionKind,
              roles: roles.get(row.person) ?? [],
              sets: sets.get(row.person) ?? null,
            }),
          ),
        ),
        mine: row.person === caller.person,
        accountId: account_id,
        createdAt: created_at.toISOString(),
      }))
      return { items }
    },
  )
}
