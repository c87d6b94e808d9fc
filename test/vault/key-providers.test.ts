import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createEgress } from '#egress/egress.ts'
import { createAwsKeyProvider } from '#vault/aws-key-provider.ts'
import type { KeyProvider } from '#vault/key-provider.ts'
import { createLocalKeyProvider } from '#vault/local-key-provider.ts'
import { chooseKeyProvider } from '#vault/remote-keys.ts'
import { createTransitKeyProvider } from '#vault/transit-key-provider.ts'
import { coded, temporaryDirectory } from './fixture.ts'
import { createKmsStub } from './support/kms-stub.ts'
import { createTransitStub } from './support/transit-stub.ts'

interface Subject {
  provider: KeyProvider
  /** Another process's. */
  again: KeyProvider
  /** The same service, asked for another role's keys. */
  otherScope: KeyProvider
  /** Takes the service away; null for what needs none. */
  stop: (() => Promise<void>) | null
}

function wayOut() {
  const egress = createEgress({ profile: 'sandbox' })
  onTestFinished(() => egress.close())
  return egress.forOrigin
}

async function kms() {
  const stub = await createKmsStub()
  onTestFinished(stub.close)
  const credentials = { accessKeyId: 'AKIDSTUB', secretAccessKey: 'a secret of the stub', sessionToken: null }
  const remote = {
    region: 'eu-central-1',
    endpoint: stub.url,
    credentials,
    prefix: 'dex',
    fetch: wayOut()(stub.url),
  }
  return { stub, remote }
}

async function transit() {
  const token = 'a token of the stub'
  const stub = await createTransitStub(token)
  onTestFinished(stub.close)
  const remote = {
    url: stub.url,
    token,
    namespace: null,
    mount: 'transit',
    prefix: 'dex',
    fetch: wayOut()(stub.url),
  }
  return { stub, remote }
}

const subjects: Record<string, () => Promise<Subject>> = {
  async 'files of this machine'() {
    const directory = await temporaryDirectory()
    const make = (scope: string) =>
      createLocalKeyProvider({ directory: join(directory, scope), profile: 'sandbox' })
    return { provider: make('shared'), again: make('shared'), otherScope: make('api'), stop: null }
  },
  async 'AWS KMS'() {
    const { stub, remote } = await kms()
    const make = (scope: 'shared' | 'api') => createAwsKeyProvider({ ...remote, scope })
    return { provider: make('shared'), again: make('shared'), otherScope: make('api'), stop: stub.close }
  },
  async 'Vault transit'() {
    const { stub, remote } = await transit()
    const make = (scope: 'shared' | 'api') => createTransitKeyProvider({ ...remote, scope })
    return { provider: make('shared'), again: make('shared'), otherScope: make('api'), stop: stub.close }
  },
  async 'AWS KMS with our share'() {
    const directory = await temporaryDirectory()
    const { stub, remote } = await kms()
    const make = (scope: 'shared' | 'api') =>
      chooseKeyProvider({
        directory: join(directory, scope),
        profile: 'sandbox',
        scope,
        remote: { kind: 'aws-kms', ...remote },
      })
    return { provider: make('shared'), again: make('shared'), otherScope: make('api'), stop: stub.close }
  },
  async 'Vault transit with our share'() {
    const directory = await temporaryDirectory()
    const { stub, remote } = await transit()
    const make = (scope: 'shared' | 'api') =>
      chooseKeyProvider({
        directory: join(directory, scope),
        profile: 'sandbox',
        scope,
        remote: { kind: 'vault-transit', ...remote },
      })
    return { provider: make('shared'), again: make('shared'), otherScope: make('api'), stop: stub.close }
  },
}

const key = randomBytes(32)

test.each(Object.entries(subjects))(
  '%s: what was wrapped unwraps, for its tenant, label and scope alone',
  async (_, make) => {
    const { provider, again, otherScope } = await make()
    expect(await provider.createTenant('acme')).toBe(true)
    expect(await again.createTenant('acme')).toBe(false)
    await provider.createTenant('other')
    await otherScope.createTenant('acme')
    const wrapped = await provider.wrap('acme', key, 'payload/1')
    expect(Buffer.from(wrapped).includes(key)).toBe(false)
    expect(Buffer.from(await again.unwrap('acme', wrapped, 'payload/1'))).toEqual(key)
    const foreign = expect.objectContaining({
      code: expect.stringMatching(/^(sealed|envelope_invalid)$/) as string,
    })
    await expect(provider.unwrap('other', wrapped, 'payload/1')).rejects.toEqual(foreign)
    await expect(provider.unwrap('acme', wrapped, 'payload/2')).rejects.toEqual(foreign)
    await expect(otherScope.unwrap('acme', wrapped, 'payload/1')).rejects.toEqual(foreign)
  },
)

test.each(Object.entries(subjects))('%s: truncated and flipped, nothing unwraps', async (_, make) => {
  const { provider } = await make()
  await provider.createTenant('acme')
  const wrapped = Buffer.from(await provider.wrap('acme', key, 'a'))
  const refused = expect.objectContaining({
    code: expect.stringMatching(/^(sealed|envelope_invalid)$/) as string,
  })
  for (const length of [0, 1, 20, wrapped.length - 1]) {
    await expect(provider.unwrap('acme', wrapped.subarray(0, length), 'a')).rejects.toEqual(refused)
  }
  for (let at = 0; at < wrapped.length; at += 7) {
    const flipped = Buffer.from(wrapped)
    flipped[at] = (flipped[at] ?? 0) ^ 1
    const outcome = await provider.unwrap('acme', flipped, 'a').catch((error: unknown) => error)
    // base64 drops the last bits of a group: such a flip may be no change at all, and then opens the same bytes
    if (outcome instanceof Uint8Array) expect(Buffer.from(outcome)).toEqual(key)
    else expect(outcome).toEqual(refused)
  }
})

test.each(Object.entries(subjects))('%s: rotated, the old unwraps until it is retired', async (_, make) => {
  const { provider, again } = await make()
  await provider.createTenant('acme')
  const before = await provider.wrap('acme', key, 'a')
  expect(await provider.isCurrent('acme', before, 'a')).toBe(true)
  await provider.rotate('acme')
  expect(await again.isCurrent('acme', before, 'a')).toBe(false)
  expect(Buffer.from(await again.unwrap('acme', before, 'a'))).toEqual(key)
  const after = await again.wrap('acme', key, 'a')
  expect(await provider.isCurrent('acme', after, 'a')).toBe(true)
  await provider.retire('acme')
  expect(Buffer.from(await again.unwrap('acme', after, 'a'))).toEqual(key)
  await expect(again.unwrap('acme', before, 'a')).rejects.toEqual(coded('sealed'))
})

test.each(Object.entries(subjects))(
  '%s: destroyed, all reads as sealed and nothing brings it back',
  async (_, make) => {
    const { provider, again } = await make()
    await provider.createTenant('acme')
    await provider.createTenant('other')
    const old = await provider.wrap('acme', key, 'a')
    await provider.rotate('acme')
    const wrapped = await provider.wrap('acme', key, 'a')
    const kept = await provider.wrap('other', key, 'a')
    const destruction = await provider.destroyTenant('acme')
    expect(Date.parse(destruction?.endsAt ?? '')).toBeGreaterThan(Date.now() - 60_000)
    for (const each of [old, wrapped]) {
      await expect(again.unwrap('acme', each, 'a')).rejects.toEqual(coded('sealed'))
    }
    await expect(again.wrap('acme', key, 'a')).rejects.toEqual(coded('sealed'))
    expect(Buffer.from(await again.unwrap('other', kept, 'a'))).toEqual(key)
    await again.destroyTenant('acme')
    await again.createTenant('acme')
    await expect(again.unwrap('acme', wrapped, 'a'))
      .rejects.toEqual(coded('sealed'))
      .catch(() => expect(again.unwrap('acme', wrapped, 'a')).rejects.toEqual(coded('envelope_invalid')))
  },
)

test.each(Object.entries(subjects))(
  '%s: an unknown tenant is sealed, a name that is none is refused',
  async (_, make) => {
    const { provider } = await make()
    await expect(provider.wrap('nobody', key, 'a')).rejects.toEqual(coded('sealed'))
    for (const name of ['../acme', '', 'Acme']) {
      await expect(provider.wrap(name, key, 'a')).rejects.toEqual(coded('input_invalid'))
    }
  },
)

test.each(Object.entries(subjects))(
  '%s: away, it says so and nothing else',
  async (_, make) => {
    const { provider, stop } = await make()
    await provider.createTenant('acme')
    const wrapped = await provider.wrap('acme', key, 'a')
    if (stop === null) return
    await stop()
    await expect(provider.wrap('acme', key, 'a')).rejects.toEqual(coded('key_unavailable'))
    await expect(provider.unwrap('acme', wrapped, 'a')).rejects.toEqual(coded('key_unavailable'))
  },
  20_000,
)

test('KMS keeps a destroyed key for days: the certificate’s date says so, and our share is gone at once', async () => {
  const directory = await temporaryDirectory()
  const { stub, remote } = await kms()
  const provider = chooseKeyProvider({
    directory,
    profile: 'sandbox',
    scope: 'shared',
    remote: { kind: 'aws-kms', ...remote },
  })
  await provider.createTenant('acme')
  const wrapped = await provider.wrap('acme', key, 'a')
  const destruction = await provider.destroyTenant('acme')
  expect(Date.parse(destruction?.endsAt ?? '') - Date.now()).toBeGreaterThan(6 * 86_400_000)
  // somebody takes the deletion back at KMS
  for (const each of stub.keys.values()) each.deletion = null
  stub.calls.length = 0
  await expect(provider.unwrap('acme', wrapped, 'a')).rejects.toEqual(coded('sealed'))
  expect(stub.calls).toEqual([])
})
