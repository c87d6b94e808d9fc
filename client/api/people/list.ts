import { z } from 'zod'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { profilesOf } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

const PersonView = z
  .strictObject({
    id: z.string(),
    email: z.string().nullable(),
    name: z.string().nullable(),
    /** As of their last sign-in; the gate reads entitlement anew for each decision. */
    roles: z.array(z.string()),
    state: z.string(),
    accounts: z.array(z.strictObject({ platform: z.string(), id: z.string() })),
    seenAt: z.iso.datetime(),
  })
  .meta({ id: 'Person' })

/** `GET /api/people`: everyone who has signed in here, with what their groups give them. */
export function addListPeople(app: App, deps: ApiDeps): void {
  app.get(
    '/api/people',
    {
      schema: {
        tags: ['people'],
        summary: 'People and their roles',
        response: { 200: z.strictObject({ items: z.array(PersonView) }), ...problems },
      },
    },
    async (request) => {
      const { tenant } = callerOf(request)
      return deps.database.read(tenant, async (tx) => {
        const rows = await tx
          .selectFrom('people')
          .select(['id', 'roles', 'state', 'seen_at'])
          .where('tenant', '=', tenant)
          .orderBy('seen_at', 'desc')
          .limit(500)
          .execute()
        const accounts = await tx
          .selectFrom('accounts')
          .select(['person', 'platform', 'account_id'])
          .where('tenant', '=', tenant)
          .execute()
        const profiles = await profilesOf(
          deps,
          tenant,
          tx,
          rows.map(({ id }) => id),
        )
        const linked = Map.groupBy(accounts, (each) => each.person)
        return {
          items: rows.map(({ id, roles, state, seen_at }) => ({
            id,
            email: profiles.get(id)?.email ?? null,
            name: profiles.get(id)?.name ?? null,
            roles,
            state,
            accounts: (linked.get(id) ?? []).map((each) => ({
              platform: each.platform,
              id: each.account_id,
            })),
            seenAt: seen_at.toISOString(),
          })),
        }
      })
    },
  )
}
