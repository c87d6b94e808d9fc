import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSecretDelivery, secretLifeMs } from '#activities/secrets/secret-delivery.ts'
import type { PersonId, RequestId } from '#contract/ids.ts'
import { newRequestId } from '#contract/new-id.ts'
import { openRequest } from '#store/requests.ts'
import { createTestApi, type Session, type TestApi } from './support/test-api.ts'

let api: TestApi
let own: Session
let other: Session
let terminal: Session
let request: RequestId
const secret = 'Canary-temporary-password-7f3a'

beforeAll(async () => {
  api = await createTestApi()
  const [email = '', second = ''] = api.world.company.accounts
    .filter((each) => each.kind === 'person' && each.status === 'ACTIVE' && each.email === each.login)
    .map((each) => each.email)
  own = await api.browserSession(email)
  terminal = await api.cliSession(email)
  other = await api.browserSession(second)
  request = newRequestId()
  await api.deps.database.transaction(api.world.tenant, (tx) =>
    openRequest(api.world.tenant, tx, {
      id: request,
      workflow_id: `${api.world.tenant}/desk/1`,
      source: 'desk',
      door_key: '1',
      channel: 'ticket',
      assurance: 'verified',
      requester_person: own.person,
      requester_lookup: null,
      authors: [],
      status: 'executing',
      content_digest: 'test',
      actions: [],
      risk: 'low',
    }),
  )
}, 60_000)
afterAll(() => api.close())

const keep = () =>
  createSecretDelivery({
    database: api.world.database('dex_gate'),
    secretKeys: api.world.shared.secretKeys,
    clock: api.deps.clock,
  }).keep({
    tenant: api.world.tenant,
    request,
    step: 1,
    action: 'okta.user.reset_password',
    recipient: own.person as PersonId,
    secret,
  })

const get = (url: string, session?: Session, method: 'GET' | 'HEAD' | 'POST' | 'OPTIONS' = 'GET') =>
  api.app.inject({
    method,
    url,
    headers: {
      ...session?.headers,
      ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
    },
  })

test('a page with a button: looking at it, as anyone and anyhow, reveals nothing and burns nothing', async () => {
  expect(secretLifeMs).toBeLessThanOrEqual(15 * 60_000)
  const { id } = await keep()
  for (const session of [undefined, own, other]) {
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
      const answer = await get(`/secrets/${id}`, session, method)
      expect(answer.body).not.toContain(secret)
    }
  }
  const page = await get(`/secrets/${id}`, own)
  expect(page.statusCode).toBe(200)
  expect(page.body).toContain(`<form method="post" action="/secrets/${id}">`)
  expect(page.body).not.toContain('<script')
  expect(page.headers['cache-control']).toBe('no-store')
  const shown = await get(`/secrets/${id}`, own, 'POST')
  expect(shown.statusCode).toBe(200)
  expect(shown.body).toContain(secret)
  expect(shown.headers['cache-control']).toBe('no-store')
  for (const again of [await get(`/secrets/${id}`, own, 'POST'), await get(`/secrets/${id}`, own)]) {
    expect(again.statusCode).toBe(404)
    expect(again.body).not.toContain(secret)
  }
})

test('only its person, at an interactive session and from our own page', async () => {
  const { id } = await keep()
  const signedOut = await get(`/secrets/${id}`)
  expect(signedOut.statusCode).toBe(302)
  expect(signedOut.headers.location).toContain('/auth/login')
  expect((await get(`/secrets/${id}`, undefined, 'POST')).statusCode).toBe(401)
  expect((await get(`/secrets/${id}`, other, 'POST')).statusCode).toBe(404)
  expect((await get(`/secrets/${id}`, other)).statusCode).toBe(404)
  const unknown = await get('/secrets/sec_000000000000000000000000', other)
  expect((await get(`/secrets/${id}`, other)).body).toBe(unknown.body)
  const elsewhere = { ...own, headers: { ...own.headers, 'sec-fetch-site': 'cross-site' } }
  expect((await get(`/secrets/${id}`, elsewhere, 'POST')).statusCode).toBe(403)
  expect((await get('/api/secrets', other)).json()).toEqual({ items: [] })
  expect(
    (await get('/api/secrets', own)).json<{ items: { id: string }[] }>().items.map((each) => each.id),
  ).toContain(id)
  expect((await get(`/secrets/${id}`, own, 'POST')).body).toContain(secret)
})

test('of twenty calls at once, one is answered', async () => {
  const { id } = await keep()
  const reveal = () =>
    api.app.inject({
      method: 'POST',
      url: `/api/secrets/${id}/reveal`,
      headers: terminal.headers,
      payload: {},
    })
  const answers = await Promise.all(Array.from({ length: 20 }, reveal))
  expect(answers.filter((answer) => answer.statusCode === 200)).toHaveLength(1)
  expect(answers.filter((answer) => answer.statusCode === 404)).toHaveLength(19)
})

test('seen or stale, its key is destroyed and its bytes are gone; log and table say so and no more', async () => {
  const { id } = await keep()
  api.time.aheadMs = secretLifeMs + 1
  expect((await get(`/secrets/${id}`, own, 'POST')).statusCode).toBe(404)
  api.time.aheadMs = 0
  expect((await get(`/secrets/${id}`, own, 'POST')).statusCode).toBe(200)
  expect(await api.world.shared.secretKeys.find(api.world.tenant, id)).toBeNull()
  const { rows } = await api.world.admin.query<{ sealed: Buffer | null; ended_as: string }>(
    'select sealed, ended_as from secrets where id = $1',
    [id],
  )
  expect(rows).toEqual([{ sealed: null, ended_as: 'seen' }])
  const log = await api.world.admin.query<{ entry: string }>('select entry from activity_log')
  const entries = log.rows.map((row) => row.entry).join('\n')
  expect(entries).toContain('secret.kept')
  expect(entries).toContain('secret.seen')
  for (const text of [entries, api.lines.join('\n')]) expect(text).not.toContain(secret)
})
