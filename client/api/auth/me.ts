import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { listPlatforms } from '#store/identity.ts'
import { findSettings } from '#store/tenants.ts'
import type { App } from '../app.ts'
import { type Access, authorization } from '../authorization.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { runsInstallation } from '#store/tenants.ts'

const Me = z
  .strictObject({
    person: z.string(),
    tenant: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    roles: z.array(z.string()),
    session: z.enum(['browser', 'cli']),
    /** When the session ends, however much it is used. */
    expiresAt: z.iso.datetime(),
    profile: z.enum(['sandbox', 'production']),
    /** The tenant's time zone. */
    zone: z.string().nullable(),
    /** Those that the tenant has registered Dex with. */
    platforms: z.array(z.string()),
    /** Lines of the authorization table that this session passes, such as `POST /api/requests`. */
    may: z.array(z.string()),
  })
  .meta({ id: 'Me' })

/** `GET /api/me`: who is signed in, and what that opens. */
export function addMe(app: App, deps: ApiDeps): void {
  app.get(
    '/api/me',
    { schema: { tags: ['sign-in'], summary: 'Who is signed in', response: { 200: Me, ...problems } } },
    async (request) => {
      const caller = callerOf(request)
      const { tenant, person, roles, kind } = caller
      const { profile, settings, platforms } = await deps.database.read(tenant, async (tx) => ({
        profile: await profileOf(deps, tenant, tx, person),
        settings: await findSettings(tenant, tx),
        platforms: await listPlatforms(tenant, tx),
      }))
      if (!profile) throw new DexError('unauthenticated')
      const { email, name } = profile
      const installation = await runsInstallation(deps.database, deps.operatorTenant, caller.tenant)
      return {
        person,
        tenant,
        email,
        name,
        roles: [...roles],
        session: kind,
        expiresAt: caller.expiresAt.toISOString(),
        profile: deps.profile,
        zone: settings?.zone ?? null,
        platforms: platforms.map((each) => each.platform),
        may: Object.entries(authorization)
          .filter(([line, access]) => passes(caller, access, installation) && isThere(deps, line))
          .map(([line]) => line),
      }
    },
  )
}

const passes = (caller: Caller, access: Access, installation: boolean): boolean =>
  access.sessions !== null &&
  access.sessions.includes(caller.kind) &&
  (access.roles === null || access.roles.some((role) => caller.roles.includes(role))) &&
  (access.installation !== true || installation)

const isThere = (deps: ApiDeps, line: string): boolean =>
  deps.temporalWebUrl !== null || !line.includes(' /temporal')
