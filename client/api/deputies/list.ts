import { z } from 'zod'
import { listDeputies } from '#store/deputies.ts'
import { listDeciders } from '#store/people.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { profilesOf } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { callerOf, hasRole } from '../session/caller.ts'
import { DeputyView, viewsOf } from './read.ts'

const listedMax = 200

const Candidate = z.strictObject({
  person: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
})

/** `GET /api/deputies`: one's own, given and received; all of the tenant for admins and auditors. Whom one may name stands beside. */
export function addListDeputies(app: App, deps: ApiDeps): void {
  app.get(
    '/api/deputies',
    {
      schema: {
        tags: ['deputies'],
        summary: 'Who decides on whose behalf, the latest first',
        response: {
          200: z.strictObject({ items: z.array(DeputyView), candidates: z.array(Candidate) }),
          ...problems,
        },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { tenant, person } = caller
      return deps.database.read(tenant, async (tx) => {
        const filters = hasRole(caller, 'admin', 'operator', 'auditor')
          ? [{}]
          : [{ person }, { deputy: person }]
        const listed = await Promise.all(
          filters.map((filter) => listDeputies(tenant, tx, { ...filter, limit: listedMax })),
        )
        const deciders = hasRole(caller, 'admin', 'approver') ? await listDeciders(tenant, tx) : []
        const others = deciders.filter((each) => each !== person)
        const profiles = await profilesOf(deps, tenant, tx, others)
        return {
          items: await viewsOf(deps, caller, tx, listed.flat()),
          candidates: others.map((id) => ({
            person: id,
            name: profiles.get(id)?.name ?? null,
            email: profiles.get(id)?.email ?? null,
          })),
        }
      })
    },
  )
}
