import { join } from 'node:path'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { authorization } from '#client/api/authorization.ts'
import { createEgress } from '#egress/egress.ts'
import { openSharedKeys, type SharedKeys } from '#vault/shared-keys.ts'
import { createTransitStub } from '../vault/support/transit-stub.ts'
import { createTestApi, ticket, type TestApi } from './support/test-api.ts'

let api: TestApi
let keys: SharedKeys
let vault: Awaited<ReturnType<typeof createTransitStub>>
let directory: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dex-down-'))
  const token = 'a token of the stub'
  vault = await createTransitStub(token)
  const fetch = createEgress({ profile: 'sandbox' }).forOrigin(vault.url)
  keys = openSharedKeys({
    shared: join(directory, 'shared'),
    requestKeys: join(directory, 'requests'),
    profile: 'sandbox',
    remote: {
      kind: 'vault-transit',
      url: vault.url,
      token,
      namespace: null,
      mount: 'transit',
      prefix: 'dex',
      fetch,
    },
  })
  api = await createTestApi()
  const { tenant } = api.world
  await keys.createTenant(tenant)
  Object.assign(api.deps.keys, { createRequest: keys.requestKeys.create, request: keys.requestKeys.find })
}, 60_000)
afterAll(async () => {
  await api.close()
  await rm(directory, { recursive: true, force: true })
})

test('200: a tenant’s key-encryption key destroyed, every list answers, without what was sealed; commands answer `sealed`', async () => {
  const { tenant, env } = api.world
  expect((await api.hook(ticket())).statusCode).toBe(202)
  const lead = await api.cliSession(api.person('Identity Lead'))
  const { DEX_KEYS_SHARED: shared = '', DEX_REQUEST_KEYS: requestKeys = '' } = env('api')
  const standing = { ...api.deps.keys }
  const stop = { method: 'POST', url: '/api/stops', headers: lead.headers } as const
  const stopped = await api.call({ ...stop, payload: { platform: 'okta', reason: 'of the test' } })
  expect(stopped.statusCode).toBe(201)
  const get = (url: string) => api.call({ url, headers: lead.headers })
  const reads = Object.keys(authorization).filter((line) =>
    /^GET \/api\/(?!openapi|live|me$|activity\/|approvals|stops)[^:]*$/.test(line),
  )
  const urls = [...reads.map((line) => line.slice(4)), '/api/approvals', '/api/stops']
  const before = new Map<string, LightMyRequestResponse>()
  for (const url of urls) before.set(url, await get(url))
  const kek = join(shared, 'kek', `${tenant}.kek`)
  await rename(kek, `${kek}.away`)
  // As a process that just started: nothing is known from before.
  const away = openSharedKeys({ shared, requestKeys, profile: 'sandbox' })
  Object.assign(api.deps.keys, {
    createRequest: away.requestKeys.create,
    request: away.requestKeys.find,
    tenant: away.tenantKeys.get,
  })
  try {
    for (const url of urls) {
      const answer = await get(url)
      expect([url, answer.statusCode]).toEqual([url, before.get(url)?.statusCode])
    }
    const rows = (url: string) => (answer: LightMyRequestResponse | undefined) => ({
      url,
      ids: answer?.json<{ items: { id: string }[] }>().items.map((each) => each.id),
    })
    for (const url of ['/api/requests', '/api/people', '/api/stops'])
      expect(rows(url)(await get(url))).toEqual(rows(url)(before.get(url)))
    expect((await get('/api/stops')).json()).toMatchObject({
      items: [{ stopped: { reason: null, name: null } }],
    })
    const [request] = (await get('/api/requests')).json<{ items: { id: string }[] }>().items
    expect((await get(`/api/requests/${request?.id ?? ''}`)).statusCode).toBe(200)
    const refused = await api.hook(ticket())
    expect([refused.statusCode, refused.json()]).toMatchObject([410, { code: 'sealed' }])
  } finally {
    await rename(`${kek}.away`, kek)
    Object.assign(api.deps.keys, standing)
  }
})

test('503: the key provider away, a new request is refused with the reason, and nothing is written unsealed or at all', async () => {
  const { tenant, admin } = api.world
  expect((await api.hook(ticket())).statusCode).toBe(202)
  const { alive: open } = await keys.requestKeys.list(tenant)
  const count = async () =>
    (
      await admin.query<{ n: number }>(
        'select (select count(*) from requests) + (select count(*) from scratch) as n',
      )
    ).rows[0]?.n
  const before = await count()
  await vault.close()
  const answer = await api.hook(ticket())
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ code: 'key_unavailable' })
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  expect(await count()).toBe(before)
  expect((await keys.requestKeys.list(tenant)).alive).toEqual(open)
})
