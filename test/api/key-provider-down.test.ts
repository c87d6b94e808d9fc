import { join } from 'node:path'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

test('503: the key provider away, a new request is refused with the reason, and nothing is written unsealed or at all', async () => {
  const { tenant, admin } = api.world
  expect((await api.hook(ticket())).statusCode).toBe(202)
  const [open] = (await keys.requestKeys.list(tenant)).alive
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
  expect((await keys.requestKeys.list(tenant)).alive).toEqual([open])
})
