import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { StopId } from '#contract/stop.ts'
import { appendLog } from '#store/log.ts'
import { endStop, findStop } from '#store/stops.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { StopView, viewOf } from './shape.ts'
import { signStop } from './sign.ts'

/** `POST /api/stops/{id}/resume`: what waited goes on, decided anew on the facts of then; repeated, it answers what stands. */
export function addResume(app: App, deps: ApiDeps): void {
  app.post(
    '/api/stops/:id/resume',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['stops'],
        summary: 'Let changes go on',
        params: z.object({ id: z.string().max(100) }),
        body: z.strictObject({ reason: z.string().trim().min(4).max(2_000) }),
        response: { 200: StopView, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { tenant, person } = caller
      const id = StopId.safeParse(request.params.id)
      return deps.database.transaction(tenant, async (tx) => {
        const row = id.success ? await findStop(tenant, tx, id.data) : undefined
        if (!id.success || !row) throw new DexError('not_found')
        const scope = { platform: row.platform, action: row.action }
        const { reason } = request.body
        const signed = await signStop(deps, caller, { stop: id.data, scope, word: 'resume', reason })
        if (await endStop(tenant, tx, row.id, { ...signed, by: person }))
          await appendLog(tenant, tx, {
            v: 1,
            kind: 'writes.resumed',
            at: signed.at.toISOString(),
            by: { role: 'api', person },
            ...(row.action !== null && { action: row.action }),
            signature: signed.signature,
            detail: { stop: row.id, platform: row.platform },
          })
        return viewOf(deps, caller, tx, (await findStop(tenant, tx, row.id)) ?? row)
      })
    },
  )
}
