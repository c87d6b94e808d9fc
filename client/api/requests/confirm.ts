import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { appendLog } from '#store/log.ts'
import { confirmRequester } from '#store/requests.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { visibleRequest } from './see.ts'

/**
 * `POST /api/requests/{id}/confirm`: the person in whose name a ticket was filed says, signed in, that it is theirs; from then
 * on the requester is verified (T22). For nobody else, and never taken back.
 */
export function addConfirmRequest(app: App, deps: ApiDeps): void {
  app.post(
    '/api/requests/:id/confirm',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['requests'],
        summary: 'Say that it is yours',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: z.strictObject({ assurance: z.literal('verified') }), ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { tenant, person, emailLookup } = caller
      const now = new Date(deps.clock())
      await deps.database.transaction(tenant, async (tx) => {
        const row = await visibleRequest(caller, tx, request.params.id)
        if (row.requester_lookup !== emailLookup)
          throw new DexError('forbidden', 'it was asked for in somebody else’s name')
        if (row.closed_at !== null) throw new DexError('request_closed')
        if (!(await confirmRequester(tenant, tx, row.id, person, now))) return
        await appendLog(tenant, tx, {
          v: 1,
          kind: 'request.status',
          at: now.toISOString(),
          by: { role: 'api', person },
          request: row.id,
          code: 'requester_verified',
        })
      })
      return { assurance: 'verified' as const }
    },
  )
}
