import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

const Me = z.strictObject({
  person: z.string(),
  tenant: z.string(),
  email: z.string(),
  name: z.string().nullable(),
  roles: z.array(z.string()),
  session: z.enum(['browser', 'cli']),
  profile: z.enum(['sandbox', 'production']),
})

/** `GET /api/me`: who is signed in. */
export function addMe(app: App, deps: ApiDeps): void {
  app.get(
    '/api/me',
    { schema: { tags: ['sign-in'], summary: 'Who is signed in', response: { 200: Me, ...problems } } },
    async (request) => {
      const { tenant, person, roles, kind } = callerOf(request)
      const profile = await deps.database.transaction(tenant, (tx) => profileOf(deps, tenant, tx, person))
      if (!profile) throw new DexError('unauthenticated')
      const { email, name } = profile
      return { person, tenant, email, name, roles: [...roles], session: kind, profile: deps.profile }
    },
  )
}
