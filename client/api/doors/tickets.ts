import { randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseTicketBody } from '#channels/ticket/parse-ticket-body.ts'
import { verifyStandardWebhook } from '#channels/ticket/verify-standard-webhook.ts'
import { DexError } from '#contract/error.ts'
import { RequestId, type TenantId } from '#contract/ids.ts'
import { TicketBody } from '#contract/request.ts'
import { findSource, findSourceTenant } from '#store/sources.ts'
import { listTenants } from '#store/tenants.ts'
import { openText } from '#vault/envelope.ts'
import { keyedHex } from '#vault/hashes.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { emailDigest } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { openRequest } from './open-request.ts'

const bodyLimit = 256 * 1_024

/** `POST /hooks/tickets/{source}`: the generic ticket door, Standard Webhooks over the raw bytes. */
export async function addTicketDoor(app: App, deps: ApiDeps): Promise<void> {
  // A scope of its own: nothing is parsed before the signature of the bytes is verified.
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
      done(null, body),
    )
    scope.post(
      '/hooks/tickets/:source',
      {
        bodyLimit,
        config: { documentedBody: TicketBody },
        schema: {
          tags: ['doors'],
          summary: 'A ticket was opened',
          description: 'Signed by Standard Webhooks (https://www.standardwebhooks.com) over the raw body.',
          params: z.object({ source: z.string().max(200) }),
          response: { 202: z.strictObject({ id: RequestId }), ...problems },
        },
      },
      async (request, reply) => {
        const { source } = request.params as { source: string }
        const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const verified = await verify(deps, source, request, rawBody)
        const id = await open(deps, verified, parseTicketBody(rawBody))
        return reply.code(202).send({ id })
      },
    )
  })
}

interface VerifiedSource {
  tenant: TenantId
  source: string
  impersonal: boolean
}

/** An unknown source answers exactly like a bad signature, after the same work. */
async function verify(
  deps: ApiDeps,
  source: string,
  request: FastifyRequest,
  rawBody: Buffer,
): Promise<VerifiedSource> {
  const delivery = { headers: request.headers, rawBody, now: deps.clock() }
  const tenant = await findSourceTenant(deps.database, source)
  request.attempted = tenant
  const row = tenant && (await deps.database.transaction(tenant, (tx) => findSource(tenant, tx, source)))
  if (!tenant || !row) {
    verifyStandardWebhook({ ...delivery, secret: `whsec_${randomBytes(32).toString('base64')}` })
    throw new DexError('signature_invalid')
  }
  const place = { tenant, table: 'sources', row: source, field: 'sealed_secret' }
  const secret = openText([await deps.doorKey(tenant)], row.sealed_secret, place)
  verifyStandardWebhook({ ...delivery, secret })
  const standing = (await listTenants(deps.database)).find((each) => each.tenant === tenant)
  if (standing?.state !== 'active') throw new DexError('tenant_suspended')
  return { tenant, source, impersonal: row.impersonal }
}

async function open(
  deps: ApiDeps,
  { tenant, source, impersonal }: VerifiedSource,
  body: TicketBody,
): Promise<string> {
  const requester = body.requester?.email ?? null
  const digestOf = async (email: string | null) => (email === null ? null : emailDigest(deps, tenant, email))
  const requesterLookup = await digestOf(requester)
  const lookups = [requesterLookup, await digestOf(body.actor?.email ?? null)].filter((each) => each !== null)
  const people = await deps.database.transaction(tenant, (tx) =>
    tx
      .selectFrom('people')
      .select('id')
      .where('tenant', '=', tenant)
      .where('email_lookup', 'in', ['', ...lookups])
      .execute(),
  )
  const plain = impersonal && /^[A-Za-z0-9._-]{1,64}$/.test(body.externalId)
  const { id } = await openRequest(deps, {
    tenant,
    source,
    doorKey: plain
      ? body.externalId
      : keyedHex(await deps.keys.tenant(tenant, 'lookup'), `${source}\n${body.externalId}`),
    channel: 'ticket',
    // INVARIANT: what a ticket says of its requester is a claim, whoever signed the ticket (T22).
    assurance: 'asserted',
    requester: { person: null, lookup: requesterLookup },
    authors: [...lookups, ...people.map((person) => person.id)],
    ask: {
      title: body.title,
      text: body.text,
      requesterEmail: requester,
      url: body.url ?? null,
      externalId: body.externalId,
    },
  })
  return id
}
