import { z } from 'zod'
import { readable } from '#channels/mail/readable.ts'
import { parseCommentBody, parseTicketBody } from '#channels/ticket/parse-ticket-body.ts'
import { RequestId } from '#contract/ids.ts'
import { CommentBody, TicketBody } from '#contract/request.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { emailDigest } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { hearComment } from './hear-comment.ts'
import { openRequest } from './open-request.ts'
import { doorKeyOf, type VerifiedSource, verifySource } from './verify-source.ts'

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
        const verified = await verifySource(deps, source, request, rawBody)
        const id = await open(deps, verified, parseTicketBody(rawBody))
        return reply.code(202).send({ id })
      },
    )
    scope.post(
      '/hooks/tickets/:source/comments',
      {
        bodyLimit,
        config: { documentedBody: CommentBody },
        schema: {
          tags: ['doors'],
          summary: 'Somebody wrote into a ticket',
          description:
            'Signed as the ticket itself. What is written is an answer: text for the engineer, and no right to anything. Comments that Dex wrote are not sent here.',
          params: z.object({ source: z.string().max(200) }),
          response: { 202: z.strictObject({ id: RequestId }), ...problems },
        },
      },
      async (request, reply) => {
        const { source } = request.params as { source: string }
        const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const verified = await verifySource(deps, source, request, rawBody)
        const id = await hearComment(deps, verified, parseCommentBody(rawBody))
        return reply.code(202).send({ id })
      },
    )
  })
}

async function open(deps: ApiDeps, from: VerifiedSource, body: TicketBody): Promise<string> {
  const { tenant, source } = from
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
  const { text, quoted } = readable(body)
  const { id } = await openRequest(deps, {
    tenant,
    source,
    doorKey: await doorKeyOf(deps, from, body.externalId),
    channel: 'ticket',
    // INVARIANT: what a ticket says of its requester is a claim, whoever signed the ticket (T22).
    assurance: 'asserted',
    requester: { person: null, lookup: requesterLookup },
    authors: [...lookups, ...people.map((person) => person.id)],
    ask: {
      title: body.title,
      text,
      ...(quoted !== null && { quoted }),
      requesterEmail: requester,
      url: body.url ?? null,
      externalId: body.externalId,
    },
  })
  return id
}
