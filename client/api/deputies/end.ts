import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { endDeputy, listDeputies } from '#store/deputies.ts'
import { appendLog } from '#store/log.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf, hasRole } from '../session/caller.ts'
import { DeputyView, viewOf } from './read.ts'

/** `DELETE /api/deputies/{id}`: over with the next gate, by either of the two or an admin; repeated, it answers what stands. */
export function addEndDeputy(app: App, deps: ApiDeps): void {
  app.delete(
    '/api/deputies/:id',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['deputies'],
        summary: 'Take back who decides on my behalf',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: DeputyView, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { tenant, person } = caller
      const { id } = request.params
      return deps.database.transaction(tenant, async (tx) => {
        const find = async () => (await listDeputies(tenant, tx, { id, limit: 1 }))[0]
        const row = await find()
        const theirs = row !== undefined && (row.person === person || row.deputy === person)
        if (!row || !(theirs || hasRole(caller, 'admin'))) throw new DexError('not_found')
        const at = new Date(deps.clock())
        if (await endDeputy(tenant, tx, id, { by: person, at }))
          await appendLog(tenant, tx, {
            v: 1,
            kind: 'deputy.ended',
            at: at.toISOString(),
            by: { role: 'api', person },
            detail: { deputy: id, of: row.person, to: row.deputy },
          })
        return viewOf(deps, caller, tx, (await find()) ?? row)
      })
    },
  )
}
