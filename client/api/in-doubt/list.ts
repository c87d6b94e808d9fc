import { z } from 'zod'
import { listInDoubt } from '#store/ledger.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

/** One step of which nobody can tell whether the platform did it, with all that is known: ids, times and codes. */
const InDoubt = z
  .strictObject({
    request: z.string(),
    step: z.int(),
    /** To be sent back with what was found out. */
    hash: z.string(),
    action: z.string(),
    risk: z.string(),
    target: z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable(),
    /** Whose delegation it was tried on. */
    actAs: z.strictObject({ person: z.string(), connection: z.string() }).nullable(),
    attempts: z.int(),
    intendedAt: z.iso.datetime(),
    /** Nothing of ours can have reached the platform after this moment. */
    callNotAfter: z.iso.datetime().nullable(),
    settledAt: z.iso.datetime().nullable(),
    platformRequestId: z.string().nullable(),
    requestClosed: z.boolean(),
  })
  .meta({ id: 'InDoubt' })

/** `GET /api/in-doubt`: what waits for somebody to look at the platform. */
export function addListInDoubt(app: App, deps: ApiDeps): void {
  app.get(
    '/api/in-doubt',
    {
      schema: {
        tags: ['in doubt'],
        summary: 'Steps of which nobody knows whether they were done',
        response: { 200: z.strictObject({ items: z.array(InDoubt) }), ...problems },
      },
    },
    async (request) => {
      const { tenant } = callerOf(request)
      const rows = await deps.database.read(tenant, (tx) => listInDoubt(tenant, tx, { limit: 500 }))
      return {
        items: rows.map((row) => ({
          request: row.request,
          step: row.step,
          hash: row.action_hash,
          action: row.action,
          risk: row.risk,
          target: row.target,
          actAs: row.act_as,
          attempts: row.attempt,
          intendedAt: row.intended_at.toISOString(),
          callNotAfter: row.call_not_after?.toISOString() ?? null,
          settledAt: row.settled_at?.toISOString() ?? null,
          platformRequestId: row.platform_request_id,
          requestClosed: row.closed_at !== null,
        })),
      }
    },
  )
}
