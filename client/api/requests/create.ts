import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { RequestId } from '#contract/ids.ts'
import { readList } from '#channels/list/read-list.ts'
import { bulkSettingsOf } from '#store/bulk.ts'
import { findSettings } from '#store/tenants.ts'
import { keyedHex } from '#vault/hashes.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { openRequest } from '../doors/open-request.ts'
import { profileOf } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { callerOf, hasRole } from '../session/caller.ts'

const Body = z.strictObject({
  title: z.string().trim().min(1).max(1_000),
  text: z.string().max(100_000),
  /** Targets as CSV, one of its columns `email`, `login` or `id`; or one address or id a line. */
  list: z.string().min(1).max(400_000).optional(),
})
const Headers = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() })

/** `POST /api/requests`: a signed-in person asks for themselves. */
export function addCreateRequest(app: App, deps: ApiDeps): void {
  app.post(
    '/api/requests',
    {
      bodyLimit: 512 * 1_024,
      schema: {
        tags: ['requests'],
        summary: 'Open a request',
        headers: Headers,
        body: Body,
        response: { 202: z.strictObject({ id: RequestId }), ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { tenant, person } = caller
      const { list } = request.body
      const [profile, settings] = await deps.database.transaction(tenant, (tx) =>
        Promise.all([profileOf(deps, tenant, tx, person), findSettings(tenant, tx)]),
      )
      if (list !== undefined) readList(list, bulkSettingsOf(settings ?? {}).linesMax)
      if (!profile) throw new DexError('unauthenticated')
      const lookup = await deps.keys.tenant(tenant, 'lookup')
      const given = request.headers['idempotency-key']
      const { id } = await openRequest(deps, {
        tenant,
        source: caller.kind === 'browser' ? 'console' : 'cli',
        // The person is part of it: nobody meets somebody else's request by guessing their key.
        doorKey:
          given === undefined ? randomBytes(16).toString('hex') : keyedHex(lookup, `${person}\n${given}`),
        // T21: an admin at a live session of the console, and nobody else.
        channel: caller.kind === 'browser' && hasRole(caller, 'admin') ? 'pro' : 'ticket',
        assurance: 'verified',
        requester: { person, lookup: caller.emailLookup },
        authors: [person, caller.emailLookup],
        ask: {
          title: request.body.title,
          text: request.body.text,
          requesterEmail: profile.email,
          url: null,
          externalId: null,
          ...(list !== undefined && { list }),
        },
      })
      return reply.code(202).send({ id })
    },
  )
}
