import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createSecretDelivery } from '#activities/secrets/secret-delivery.ts'
import { authorization, dexRoles } from '#client/api/authorization.ts'
import { openSession } from '#client/api/session/open-session.ts'
import type { PersonId, RequestId, TenantId } from '#contract/ids.ts'
import { newRequestId } from '#contract/new-id.ts'
import { openRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import { createTestApi, type TestApi } from './support/test-api.ts'

/** In every text of the one tenant; the other must never see it. */
const canary = 'Canary-of-acme-77xk'
const umbrella = 'umbrella' as TenantId
let api: TestApi
let request: RequestId
let secret: string
let person: string
const sessions: Record<'cli' | 'browser', Record<string, string>> = { cli: {}, browser: {} }

beforeAll(async () => {
  api = await createTestApi({ deps: { temporalWebUrl: inject('temporalWebUrl') || 'http://127.0.0.1:1' } })
  const { tenant, admin, shared } = api.world
  person = (await api.cliSession(api.person('Accountant'))).person
  request = newRequestId()
  const key = await shared.requestKeys.create(tenant, request)
  await api.deps.database.transaction(tenant, async (tx) => {
    await openRequest(tenant, tx, {
      id: request,
      workflow_id: `${tenant}/desk/${canary}`,
      source: 'desk',
      door_key: canary,
      channel: 'ticket',
      assurance: 'asserted',
      requester_lookup: null,
      authors: [],
      status: 'escalated',
      content_digest: 'test',
      actions: [],
      risk: 'low',
    })
    const ask = { title: canary, text: canary, requesterEmail: null, url: null, externalId: null }
    await scratchOf(tenant, tx, request, key).putOnce('ask', ask)
  })
  const delivery = createSecretDelivery({
    database: api.world.database('dex_gate'),
    secretKeys: shared.secretKeys,
    clock: Date.now,
  })
  secret = (
    await delivery.keep({
      tenant,
      request,
      step: 1,
      action: 'a',
      recipient: person as PersonId,
      secret: canary,
    })
  ).id

  await admin.query('insert into tenants (tenant) values ($1)', [umbrella])
  await shared.createTenant(umbrella)
  await admin.query('insert into tenant_settings values ($1, $2)', [
    umbrella,
    JSON.stringify(api.world.settings),
  ])
  const at = { iss: 'https://idp.umbrella.test', sub: 'everyone', acr: null, amr: [], authTime: 0 }
  for (const kind of ['cli', 'browser'] as const) {
    const opened = await openSession(
      api.deps,
      umbrella,
      {
        issuer: at.iss,
        subject: at.sub,
        email: 'e@umbrella.test',
        name: 'E',
        roles: [...dexRoles],
        auth: at,
      },
      kind,
    )
    sessions[kind] =
      kind === 'cli'
        ? { authorization: `Bearer ${opened.token}` }
        : { cookie: `__Host-dex=${opened.token}`, 'sec-fetch-site': 'same-origin' }
  }
}, 60_000)
afterAll(() => api.close())

const closed = Object.entries(authorization).filter(([, access]) => access.sessions !== null)

/** One call with ids of the other tenant, or with such as nobody has. */
async function call(
  line: string,
  ids: readonly string[],
): Promise<{ status: number; body: string; ms: number }> {
  const [method = '', pattern = ''] = line.split(' ')
  const access = authorization[line]
  const kind = access?.sessions?.includes('cli') ? 'cli' : 'browser'
  const [first = '', secretId = ''] = ids
  const id = pattern.includes('secret') ? secretId : first
  const url = pattern.replace(':platform', 'okta').replace('*', 'namespaces').replace(/:\w+/g, id)
  const query =
    method === 'GET' && !pattern.includes('temporal') ? `?${new URLSearchParams({ request: id })}` : ''
  const started = performance.now()
  const answer = await api.app.inject({
    method: method as 'GET',
    url: pattern === '/api/live' ? '/api/nothing' : `${url}${query}`,
    headers: sessions[kind],
    ...(method === 'POST' && {
      payload: { request: id, comment: 'x', text: 'x', hash: `sha256:${'0'.repeat(64)}`, version: 1 },
    }),
  })
  const { 'content-type': type, location, 'retry-after': later } = answer.headers
  const body = `${JSON.stringify({ type, location, later })}\n${answer.body}`
  return { status: answer.statusCode, body, ms: performance.now() - started }
}

const without = (text: string, ids: readonly string[]): string =>
  ids
    .reduce((left, id) => left.replaceAll(id, 'ID'), text)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')

const unknown = ['req_000000000000000000000000', 'sec_000000000000000000000000']

test.each(closed)('%s answers a stranger’s id as one that nobody has', async (line) => {
  if (line === 'POST /auth/logout' || line === 'POST /api/sessions/end-all') return
  const foreign = await call(line, [request, secret])
  const nobody = await call(line, unknown)
  expect([foreign.status, without(foreign.body, [request, secret])]).toEqual([
    nobody.status,
    without(nobody.body, unknown),
  ])
  expect(foreign.body).not.toContain(canary)
  expect(foreign.body).not.toContain(api.world.tenant)
  expect(foreign.body).not.toContain(person)
})

test('the control: to the tenant itself the same request is there', async () => {
  const admin = await api.cliSession(api.person('Identity Lead'))
  const answer = await api.app.inject({ url: `/api/requests/${request}`, headers: admin.headers })
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toContain(canary)
})
