import { readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RequestId, TenantId } from '#contract/ids.ts'
import { newRequestId } from '#contract/new-id.ts'
import { createEpochKeys } from '#vault/epoch-keys.ts'
import { createRequestKeys } from '#vault/request-keys.ts'
import { coded, temporaryDirectory, tenantsWithKeys } from './fixture.ts'

const acme = 'acme' as TenantId
const other = 'other' as TenantId

async function store() {
  const { provider } = await tenantsWithKeys('acme', 'other')
  const directory = join(await temporaryDirectory(), 'request-keys')
  /** Each is what another process would hold. */
  const another = () => {
    const epochs = createEpochKeys({ directory, provider, lifeMs: 86_400_000, clock: Date.now })
    return createRequestKeys({ directory, epochs })
  }
  return { directory, another, keys: another() }
}

test('one key a request, the same for every process, another for each request', async () => {
  const { keys, another } = await store()
  const request = newRequestId()
  const made = await keys.create(acme, request)
  expect(await another().create(acme, request)).toEqual(made)
  expect(await another().find(acme, request)).toEqual(made)
  expect((await keys.create(acme, newRequestId())).bytes).not.toEqual(made.bytes)
  expect(await keys.find(other, request)).toBeNull()
  expect(await keys.find(acme, newRequestId())).toBeNull()
})

test('ten processes that create at once hold one key', async () => {
  const { another } = await store()
  const request = newRequestId()
  const made = await Promise.all(Array.from({ length: 10 }, () => another().create(acme, request)))
  expect(new Set(made.map((key) => key.id)).size).toBe(1)
})

test('destroyed by one process, it is gone for all at their next use and never comes back', async () => {
  const { keys, another } = await store()
  const request = newRequestId()
  await keys.create(acme, request)
  await another().destroy(acme, request)
  expect(await keys.find(acme, request)).toBeNull()
  await expect(keys.create(acme, request)).rejects.toEqual(coded('sealed'))
  await keys.destroy(acme, request)
  expect(await keys.list(acme)).toEqual({ alive: [], unfinished: [] })
})

test('destroying before the key was made forbids making it', async () => {
  const { keys } = await store()
  const request = newRequestId()
  await keys.destroy(acme, request)
  await expect(keys.create(acme, request)).rejects.toEqual(coded('sealed'))
})

test('creating and destroying at once never leaves a key', async () => {
  const { keys, another, directory } = await store()
  for (let round = 0; round < 30; round += 1) {
    const request = newRequestId()
    await Promise.all([
      another()
        .create(acme, request)
        .catch(() => null),
      another()
        .create(acme, request)
        .catch(() => null),
      another().destroy(acme, request),
    ])
    expect(await keys.find(acme, request)).toBeNull()
  }
  const left = (await readdir(join(directory, 'acme'))).filter((name) => !name.endsWith('.gone'))
  expect(left).toEqual(['epochs'])
})

test('a crash between tombstone and erasure leaves nothing readable, and the sweeper sees it', async () => {
  const { keys, directory } = await store()
  const [request, alive] = [newRequestId(), newRequestId()]
  await keys.create(acme, request)
  await keys.create(acme, alive)
  await writeFile(join(directory, 'acme', `${request}.gone`), '')
  expect(await keys.find(acme, request)).toBeNull()
  expect(await keys.list(acme)).toEqual({ alive: [alive], unfinished: [request] })
  await keys.destroy(acme, request)
  expect(await keys.list(acme)).toEqual({ alive: [alive], unfinished: [] })
})

test('a key file under another request’s or tenant’s name opens nothing', async () => {
  const { keys, directory } = await store()
  const [request, second] = [newRequestId(), newRequestId()]
  await keys.create(acme, request)
  await keys.create(other, second)
  const content = await readFile(join(directory, 'acme', `${request}.key`))
  await writeFile(join(directory, 'acme', `${second}.key`), content, { mode: 0o600 })
  await expect(keys.find(acme, second)).rejects.toEqual(coded('envelope_invalid'))
  await unlink(join(directory, 'other', `${second}.key`))
  await writeFile(join(directory, 'other', `${request}.key`), content, { mode: 0o600 })
  expect(await keys.find(other, request)).toBeNull()
})

test.each(['../../etc/passwd', 'req_1', '', 'req_../../../../../../etc/a'])(
  '`%s` names no key',
  async (id) => {
    const { keys } = await store()
    await expect(keys.find(acme, id as RequestId)).rejects.toEqual(coded('input_invalid'))
  },
)
