import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Run } from '#client/cli/command.ts'
import { examineKeyService } from '#client/cli/doctor/key-service.ts'
import { makeProcessKeys, makeTenantKeys } from '#client/cli/key/make-keys.ts'
import { openPlaces, remoteOf } from '#client/cli/key/open-places.ts'
import { retireKeys, rotateKeys } from '#client/cli/key/rotate.ts'
import { type Places, placesOf } from '#client/cli/up/places.ts'
import { newRequestId } from '#contract/new-id.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import { createWorld } from '#test/support/here.ts'
import type { World } from '#test/support/world.ts'
import { createTransitStub } from '#test/vault/support/transit-stub.ts'
import { envelopeKeyId, openText, sealText } from '#vault/envelope.ts'

const token = 'a token of the stub'
const place = { tenant: 'acme', table: 'people', row: 'per_1', field: 'email' }
const main = fileURLToPath(new URL('../../dex.ts', import.meta.url))
const request = newRequestId()
let world: World
let vault: Awaited<ReturnType<typeof createTransitStub>>
let data: string
let env: Record<string, string>
let places: Places
let run: Run

const configuration = () => readConfiguration('dex', { ...env, DEX_DATA: data })
/** As a process that just started. */
const open = () => openPlaces(places, configuration())
const all = { tenant: null, signing: false, resume: false }

beforeAll(async () => {
  world = await createWorld()
  vault = await createTransitStub(token)
  data = join(world.env('gate')['DEX_DATA'] ?? '', 'at-vault')
  places = placesOf(data)
  env = {
    DEX_PROFILE: 'sandbox',
    DATABASE_ADMIN_URL: world.adminUrl,
    DEX_KEY_PROVIDER: 'vault-transit',
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: token,
  }
  run = { io: { env }, out: {}, data } as unknown as Run
  await makeProcessKeys(places, 'sandbox')
  await makeTenantKeys(places, 'sandbox', world.tenant, remoteOf(configuration()))
  await open().shared.requestKeys.create(world.tenant, request)
}, 60_000)

afterAll(async () => {
  await vault.close()
  await world.close()
  await rm(data, { recursive: true, force: true })
})

async function sealed() {
  const { shared, gate } = open()
  return {
    email: sealText(await shared.tenantKeys.get(world.tenant, 'column'), 'e-mail', place),
    token: sealText(await gate.get(world.tenant, 'connection'), 'token', place),
    key: (await shared.requestKeys.find(world.tenant, request))?.bytes,
  }
}

async function expectOpen(before: Awaited<ReturnType<typeof sealed>>): Promise<void> {
  const { shared, gate, api } = open()
  expect(openText((await shared.tenantKeys.load(world.tenant)).byId, before.email, place)).toBe('e-mail')
  expect(openText((await gate.load(world.tenant)).byId, before.token, place)).toBe('token')
  expect((await shared.requestKeys.find(world.tenant, request))?.bytes).toEqual(before.key)
  await api.get(world.tenant, 'door')
}

test('a rotation that a call of the key service stops loses nothing, and is finished by the next', async () => {
  const first = await sealed()
  // Between: the service's own rotation, each new key, each key that is wrapped again, in each of the three places.
  for (const calls of [2, 4, 9, 13, 22]) {
    const before = await sealed()
    vault.state.left = calls
    await expect(rotateKeys(run, all)).rejects.toMatchObject({ code: 'key_unavailable' })
    vault.state.left = Number.POSITIVE_INFINITY
    await expectOpen(before)
    await rotateKeys(run, { ...all, resume: true })
    expect(await rotateKeys(run, { ...all, resume: true })).toMatchObject({ tenants: [{ wrappedAgain: 0 }] })
    await expectOpen(before)
  }
  await expectOpen(first)
}, 60_000)

test('killed in the middle, with what it was writing half done; resumed by the command; then the older keys end', async () => {
  const before = await sealed()
  const { current } = await keyFile()
  const dex = (...args: string[]) => {
    const child = spawn(process.execPath, [main, 'key', 'rotate', '--json', '--data', data, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return { child, ended: once(child, 'close'), said: child.stdout.toArray() }
  }
  vault.state.left = 12
  const hung = new Promise<void>((done) => void (vault.state.hung = done))
  const killed = dex()
  await Promise.race([hung, killed.ended])
  killed.child.kill('SIGKILL')
  expect((await killed.ended)[1]).toBe('SIGKILL')
  vault.state.left = Number.POSITIVE_INFINITY
  vault.state.hung = null
  await expectOpen(before)

  const resumed = dex('--resume')
  expect((await resumed.ended)[0]).toBe(0)
  const [said] = JSON.parse(Buffer.concat((await resumed.said) as Buffer[]).toString()).tenants as {
    wrappedAgain: number
  }[]
  expect(said?.wrappedAgain).toBeGreaterThan(0)
  await expectOpen(before)
  // What is sealed from now on needs the new key; the old one goes on opening what it sealed.
  const { current: next, keys } = await keyFile()
  expect(next).not.toBe(current)
  expect(keys.map((key) => key.id)).toContain(current)
  const after = await sealed()
  expect(envelopeKeyId(after.email)).toBe(next)
  expect(envelopeKeyId(before.email)).toBe(current)

  await retireKeys(run, null)
  for (const each of [before, after]) await expectOpen(each)
  for (const key of vault.keys.values()) expect([...key.versions.keys()]).toEqual([key.latest])
}, 60_000)

const keyFile = async () =>
  JSON.parse(await readFile(join(places.keysShared, 'data', world.tenant, 'column.json'), 'utf8')) as {
    current: string
    keys: { id: string }[]
  }

test('doctor says of each tenant whether its keys open, and what to do where the service refuses', async () => {
  const look = () => examineKeyService(data, env, configuration())
  expect(await look()).toMatchObject([{ part: `keys of ${world.tenant}`, state: 'ok' }])
  vault.state.refusing = { status: 403, errors: ['permission denied'] }
  expect(await look()).toMatchObject([{ state: 'wrong', mend: expect.stringContaining('rights') as string }])
  vault.state.refusing = null
})
