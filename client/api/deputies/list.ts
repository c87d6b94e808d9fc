import { z } from 'zod'
import { listDeputies } from '#store/deputies.ts'
import { listDeciders } from '#store/people.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { callerOf, hasRole } from '../session/caller.ts'
import { DeputyView, viewOf } from './read.ts'

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
        const items: DeputyView[] = []
        for (const filter of filters)
          for (const row of await listDeputies(tenant, tx, { ...filter, limit: listedMax }))
            items.push(await viewOf(deps, caller, tx, row))
        const candidates: z.infer<typeof Candidate>[] = []
        if (hasRole(caller, 'admin', 'approver'))
          for (const id of (await listDeciders(tenant, tx)).filter((each) => each !== person)) {
            const profile = await profileOf(deps, tenant, tx, id)
            candidates.push({ person: id, name: profile?.name ?? null, email: profile?.email ?? null })
          }
        return { items, candidates }
      })
    },
  )
}
