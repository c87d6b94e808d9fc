import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCompany } from '#sandbox/company/company.ts'
import { createDesk, type DeskStandIn } from '#sandbox/desk/desk.ts'

const company = createCompany()
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const token = 'a-desk-token-of-the-test'
const requesterEmail = company.accounts.find((account) => account.title === 'Recruiter')?.email ?? ''

interface Delivered {
  headers: Record<string, string>
  body: string
}
let delivered: Delivered[]
let answers: (number | 'cut')[]
let hook: Server
let hookUrl: string
let desk: DeskStandIn
let data: string

const options = () => ({ port: 0, company, token, data, retryMs: [20, 40] })

beforeEach(async () => {
  delivered = []
  answers = []
  data = mkdtempSync(join(tmpdir(), 'desk-'))
  hook = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      delivered.push({ headers: request.headers as Record<string, string>, body })
      const answer = answers.shift() ?? 202
      if (answer === 'cut') request.socket.destroy()
      else response.writeHead(answer).end()
    })
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  hookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hooks/tickets/src`
  desk = await createDesk({ ...options(), hook: { url: hookUrl, secret } })
})
afterEach(async () => {
  await desk.close()
  hook.closeAllConnections()
  await new Promise((resolve) => hook.close(resolve))
  rmSync(data, { recursive: true })
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(desk.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const file = async (title = 'Lost phone') =>
  (await (await post('/api/tickets', { title, text: 'I cannot sign in', requesterEmail })).json()) as {
    id: string
    url: string
  }
const stateOf = async (id: string) =>
  ((await (await fetch(`${desk.url}/api/tickets/${id}`)).json()) as { delivery: { state: string } }).delivery
    .state

test('a ticket is told of in a message that verifies', async () => {
  const ticket = await file()
  expect(ticket.id).toBe('T-1001')
  await vi.waitFor(async () => expect(await stateOf(ticket.id)).toBe('delivered'))
  const [message] = delivered as [Delivered]
  expect(new Webhook(secret).verify(message.body, message.headers)).toEqual({
    externalId: 'T-1001',
    title: 'Lost phone',
    text: 'I cannot sign in',
    requester: { email: requesterEmail },
    url: `${desk.url}/tickets/T-1001`,
  })
  expect(message.headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/)
})

test('failures are tried again with the same id and the same body; a refusal is final', async () => {
  answers = ['cut', 503, 429, 202]
  const ticket = await file()
  await vi.waitFor(async () => expect(await stateOf(ticket.id)).toBe('delivered'))
  expect(delivered).toHaveLength(4)
  expect(new Set(delivered.map((message) => message.headers['webhook-id'])).size).toBe(1)
  expect(new Set(delivered.map((message) => message.body)).size).toBe(1)
  for (const message of delivered) new Webhook(secret).verify(message.body, message.headers)

  answers = [422]
  const refused = await file()
  await vi.waitFor(async () => expect(await stateOf(refused.id)).toBe('refused'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(delivered).toHaveLength(5)
})

test('what is owed is sent after a restart, to a hook set later, under the same id', async () => {
  answers = Array.from({ length: 50 }, () => 503)
  const ticket = await file()
  await vi.waitFor(() => expect(delivered.length).toBeGreaterThan(0))
  await desk.close()
  answers = []
  delivered.length = 1
  desk = await createDesk(options())
  await vi.waitFor(async () => expect(await stateOf(ticket.id)).toBe('delivered'))
  expect(new Set(delivered.map((message) => message.headers['webhook-id'])).size).toBe(1)
})

test('tickets wait for a hook', async () => {
  const lone = await createDesk({ port: 0, company, token })
  try {
    const send = (path: string, body: unknown) =>
      fetch(lone.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    await send('/api/tickets', { title: 'a', text: 'b', requesterEmail, actorEmail: requesterEmail })
    expect((await send('/_sandbox/webhook', { url: hookUrl, secret: 'short' })).status).toBe(422)
    expect(delivered).toEqual([])
    await send('/_sandbox/webhook', { url: hookUrl, secret })
    await vi.waitFor(() => expect(delivered).toHaveLength(1))
    expect(JSON.parse(delivered[0]?.body ?? '')).toMatchObject({ actor: { email: requesterEmail } })
    const snapshot = await (await fetch(`${lone.url}/_sandbox/snapshot`)).text()
    expect(snapshot).toContain(hookUrl)
    expect(snapshot).not.toContain(secret)
  } finally {
    await lone.close()
  }
})

test('comments take the token; the same key is the same comment', async () => {
  const ticket = await file()
  const path = `/api/tickets/${ticket.id}/comments`
  const body = { body: 'Done', public: true, idempotencyKey: 'k1' }
  expect((await post(path, body)).status).toBe(401)
  expect((await post(path, body, { authorization: 'Bearer wrong' })).status).toBe(401)
  const authorization = `Bearer ${token}`
  const first = await post(path, body, { authorization })
  const again = await post(path, { ...body, body: 'Other' }, { authorization })
  expect([first.status, again.status]).toEqual([201, 200])
  const { id } = (await first.json()) as { id: string }
  expect(await again.json()).toMatchObject({ id, body: 'Done' })
  expect(await (await fetch(desk.url + path)).json()).toMatchObject({
    comments: [{ id, idempotencyKey: 'k1' }],
  })
  expect((await post('/api/tickets/T-9999/comments', body, { authorization })).status).toBe(404)
  expect((await post(path, { body: 'x' }, { authorization })).status).toBe(422)
})

test('the page works by form alone and escapes what people write', async () => {
  const filed = await fetch(`${desk.url}/tickets`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ requesterEmail, title: '<script>alert(1)</script>', text: '"><img src=x>' }),
  })
  expect(filed.status).toBe(303)
  const path = filed.headers.get('location') as string
  for (const at of ['/', path]) {
    const shown = await (await fetch(new URL(at, desk.url))).text()
    expect(shown).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(shown).not.toContain('<script>alert')
    expect(shown).not.toContain('<img')
  }
})
