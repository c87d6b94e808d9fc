import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDeskSender } from '#channels/desk/sender.ts'
import { parseTicketBody } from '#channels/ticket/parse-ticket-body.ts'
import { verifyStandardWebhook } from '#channels/ticket/verify-standard-webhook.ts'
import { isDexError } from '#contract/error.ts'
import { createCompany } from '#sandbox/company/company.ts'
import { createDesk } from '#sandbox/desk/desk.ts'
import { answeringServer } from '#test/connectors/support/answering-server.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'

const token = 'desk-token'
const company = createCompany()
let desk: Awaited<ReturnType<typeof createDesk>>
let ticket = ''

beforeAll(async () => {
  desk = await createDesk({ port: 0, company, token })
})
afterAll(() => desk.close())

const post = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${desk.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}
const requester = company.accounts[3]?.login ?? ''
beforeEach(async () => {
  await post('/_sandbox/reset', {})
  ticket = String(
    (await post('/api/tickets', { title: 'lost phone', text: 'help', requesterEmail: requester }))['id'],
  )
})

const sender = (over: { token?: string; origin?: string } = {}) => {
  const origin = over.origin ?? desk.url
  return createDeskSender({ token, fetch: sandboxFetchFor(origin), ...over, origin })
}
const comment = (over: object = {}) => ({
  externalId: ticket,
  body: 'Hello',
  public: true,
  idempotencyKey: 'key-1',
  ...over,
})
const comments = async () =>
  (
    (await (await fetch(`${desk.url}/api/tickets/${ticket}/comments`)).json()) as {
      comments: Record<string, unknown>[]
    }
  ).comments
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (isDexError(error) ? error.code : String(error)),
  )

describe('commenting', () => {
  it('says it as it should be seen', async () => {
    const { commentId } = await sender().comment(comment())
    await sender().comment(comment({ body: 'for us', public: false, idempotencyKey: 'key-2' }))
    expect(await comments()).toEqual([
      expect.objectContaining({ id: commentId, body: 'Hello', public: true }),
      expect.objectContaining({ body: 'for us', public: false }),
    ])
  })

  it('the same key twice is one comment', async () => {
    const first = await sender().comment(comment())
    expect(await sender().comment(comment())).toEqual(first)
    expect(await comments()).toHaveLength(1)
  })

  it('an answer lost after it was made: reading back finds it', async () => {
    await post('/_sandbox/faults', [{ match: { method: 'POST', path: '/comments$' }, kind: 'reset_after' }])
    expect(await codeOf(sender().comment(comment()))).toBe('platform_unavailable')
    expect(await sender().findComment(ticket, 'key-1')).toBe((await comments())[0]?.['id'])
    expect(await sender().findComment(ticket, 'key-2')).toBeNull()
  })

  it.each([
    ['status500', 'platform_unavailable'],
    ['status429', 'platform_rate_limited'],
    ['reset_before', 'platform_unavailable'],
  ])('%s is %s', async (kind, code) => {
    await post('/_sandbox/faults', [{ match: { method: 'POST', path: '/comments$' }, kind }])
    expect(await codeOf(sender().comment(comment()))).toBe(code)
    expect(await comments()).toEqual([])
  })

  it('a wrong credential, an unknown ticket', async () => {
    expect(await codeOf(sender({ token: 'other' }).comment(comment()))).toBe('platform_unauthenticated')
    expect(await codeOf(sender().comment(comment({ externalId: 'T-none' })))).toBe('platform_not_found')
  })

  it.each(['..', '.', '', '../../_sandbox/reset', 'a/../../x', '?x', '#x', 'ü\u0000'])(
    'an id cannot lead elsewhere: %j',
    async (externalId) => {
      const seen = await answeringServer((_seen, response) => response.writeHead(404).end())
      try {
        await codeOf(sender({ origin: seen.origin }).comment(comment({ externalId })))
        const expected = `/api/tickets/${encodeURIComponent(externalId)}/comments`
        for (const { url } of seen.seen) expect(url).toBe(expected)
        expect(seen.seen).toHaveLength(['..', '.', ''].includes(externalId) ? 0 : 1)
      } finally {
        await seen.close()
      }
    },
  )

  it.each([
    ['<html>', 'text/html'],
    ['{"id":', 'application/json'],
    ['{"error":"no"}', 'application/json'],
  ])('a 200 with %s is a bad answer', async (body, type) => {
    const odd = await answeringServer((_seen, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    )
    try {
      expect(await codeOf(sender({ origin: odd.origin }).comment(comment()))).toBe('platform_bad_answer')
    } finally {
      await odd.close()
    }
  })
})

it('what the desk sends verifies and parses', async () => {
  const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
  let take: (seen: { headers: Record<string, string | string[] | undefined>; rawBody: Buffer }) => void
  const arrived = new Promise<Parameters<typeof take>[0]>((resolve) => {
    take = resolve
  })
  const door = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(202).end('{}')
      take({ headers: request.headers, rawBody: Buffer.concat(chunks) })
    })
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = door.address() as AddressInfo
    await post('/_sandbox/webhook', { url: `http://127.0.0.1:${port}/hooks/tickets/src`, secret })
    const filed = await post('/api/tickets', {
      title: 'Größe 👋',
      text: 'ich habe mein Telefon verloren',
      requesterEmail: requester,
    })
    const { headers, rawBody } = await arrived
    expect(verifyStandardWebhook({ secret, headers, rawBody, now: Date.now() }).deliveryId).toBeTruthy()
    expect(parseTicketBody(rawBody).title).toBeTruthy()
    expect(filed['id']).toBeTruthy()
  } finally {
    door.closeAllConnections()
    door.close()
  }
})
