import { randomBytes } from 'node:crypto'
import { copyFile, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
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
  /** Lets the service refuse so, or serve again; null for what needs none. */
  refuse: ((how: How | null) => void) | null
}
type How = 'denied' | 'throttled' | 'away'

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
  const exceptions = {
    denied: 'AccessDeniedException',
    throttled: 'ThrottlingException',
    away: 'KMSInternalException',
  }
  const refuse = (how: How | null): void => {
    stub.state.refusing = how === null ? null : exceptions[how]
  }
  return { stub, remote, refuse }
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
  const answers = {
    denied: { status: 403, errors: ['1 error occurred:\n\t* permission denied\n\n'] },
    throttled: { status: 429, errors: ['request path "transit/decrypt": rate limit quota exceeded'] },
    away: { status: 503, errors: ['Vault is sealed'] },
  }
  const refuse = (how: How | null): void => {
    stub.state.refusing = how === null ? null : answers[how]
  }
  return { stub, remote, refuse }
}

const subjects: Record<string, () => Promise<Subject>> = {
  async 'files of this machine'() {
    const directory = await temporaryDirectory()
    const make = (scope: string) =>
      createLocalKeyProvider({ directory: join(directory, scope), profile: 'sandbox' })
    const same = { again: make('shared'), otherScope: make('api') }
    return { provider: make('shared'), ...same, stop: null, refuse: null }
  },
  async 'AWS KMS'() {
    const { stub, remote, refuse } = await kms()
    const make = (scope: 'shared' | 'api') => createAwsKeyProvider({ ...remote, scope })
    const same = { again: make('shared'), otherScope: make('api') }
    return { provider: make('shared'), ...same, stop: stub.close, refuse }
  },
  async 'Vault transit'() {
    const { stub, remote, refuse } = await transit()
    const make = (scope: 'shared' | 'api') => createTransitKeyProvider({ ...remote, scope })
    const same = { again: make('shared'), otherScope: make('api') }
    return { provider: make('shared'), ...same, stop: stub.close, refuse }
  },
  async 'AWS KMS with our share'() {
    const directory = await temporaryDirectory()
    const { stub, remote, refuse } = await kms()
    const make = (scope: 'shared' | 'api') =>
      chooseKeyProvider({
        directory: join(directory, scope),
        profile: 'sandbox',
        scope,
        remote: { kind: 'aws-kms', ...remote },
      })
    const same = { again: make('shared'), otherScope: make('api') }
    return { provider: make('shared'), ...same, stop: stub.close, refuse }
  },
  async 'Vault transit with our share'() {
    const directory = await temporaryDirectory()
    const { stub, remote, refuse } = await transit()
    const make = (scope: 'shared' | 'api') =>
      chooseKeyProvider({
        directory: join(directory, scope),
        profile: 'sandbox',
        scope,
        remote: { kind: 'vault-transit', ...remote },
      })
    const same = { again: make('shared'), otherScope: make('api') }
    return { provider: make('shared'), ...same, stop: stub.close, refuse }
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

test.each(Object.entries(subjects))(
  '%s: denied, throttled or away, it says which, wraps nothing, and goes on once that is mended',
  async (_, make) => {
    const { provider, again, refuse } = await make()
    if (refuse === null) return
    await provider.createTenant('acme')
    const wrapped = await provider.wrap('acme', key, 'a')
    for (const [how, told] of [
      ['denied', /does not let Dex use the key/],
      ['throttled', /asks to wait/],
      ['away', /does not answer/],
    ] as const) {
      refuse(how)
      const refused = {
        code: 'key_unavailable',
        retryable: true,
        message: expect.stringMatching(told) as string,
      }
      await expect(provider.createTenant('other')).rejects.toMatchObject(refused)
      await expect(provider.wrap('acme', key, 'a')).rejects.toMatchObject(refused)
      await expect(again.unwrap('acme', wrapped, 'a')).rejects.toMatchObject(refused)
      await expect(again.rotate('acme')).rejects.toMatchObject(refused)
      refuse(null)
      expect(Buffer.from(await again.unwrap('acme', wrapped, 'a'))).toEqual(key)
      expect(await again.isCurrent('acme', wrapped, 'a')).toBe(true)
    }
  },
  20_000,
)

test('KMS: a disabled key is one to wait for, a key that waits for its end is gone, until somebody takes that back', async () => {
  const { stub, remote } = await kms()
  const provider = createAwsKeyProvider({ ...remote, scope: 'shared' })
  await provider.createTenant('acme')
  const wrapped = await provider.wrap('acme', key, 'a')
  const [made] = [...stub.keys.values()]
  if (!made) throw new Error('no key was made')
  made.disabled = true
  const disabled = { code: 'key_unavailable', message: 'the key is disabled at the key service' }
  await expect(provider.wrap('acme', key, 'a')).rejects.toMatchObject(disabled)
  await expect(provider.unwrap('acme', wrapped, 'a')).rejects.toMatchObject(disabled)
  made.disabled = false
  made.deletion = Math.floor(Date.now() / 1_000) + 86_400
  const ending = { code: 'sealed', mend: expect.stringContaining('cancel its deletion') as string }
  await expect(provider.wrap('acme', key, 'a')).rejects.toMatchObject(ending)
  await expect(provider.unwrap('acme', wrapped, 'a')).rejects.toMatchObject(ending)
  made.deletion = null
  expect(Buffer.from(await provider.unwrap('acme', wrapped, 'a'))).toEqual(key)
})

test('Vault: a mount that is not there is a fault of the configuration, never a key that was destroyed', async () => {
  const { remote } = await transit()
  const provider = createTransitKeyProvider({ ...remote, mount: 'elsewhere', scope: 'shared' })
  const refused = { code: 'key_unavailable', mend: expect.stringContaining('DEX_VAULT_TRANSIT') as string }
  await expect(provider.createTenant('acme')).rejects.toMatchObject(refused)
  await expect(provider.unwrap('acme', Buffer.from('vault:v1:AAAA'), 'a')).rejects.toMatchObject(refused)
})

test('files: what a killed process was writing is erased with the next rotation, and with the tenant', async () => {
  const directory = await temporaryDirectory()
  const provider = createLocalKeyProvider({ directory, profile: 'sandbox' })
  await provider.createTenant('acme')
  await provider.createTenant('acme-2')
  const left = join(directory, 'acme.kek.0123456789abcdef.new')
  const leave = async () => copyFile(join(directory, 'acme.kek'), left)
  const ofOther = join(directory, 'acme-2.kek.0123456789abcdef.new')
  await copyFile(join(directory, 'acme-2.kek'), ofOther)
  await leave()
  await provider.rotate('acme')
  expect(await readdir(directory)).not.toContain(basename(left))
  await leave()
  await provider.destroyTenant('acme')
  expect((await readdir(directory)).toSorted()).toEqual([basename(ofOther), 'acme-2.kek'].toSorted())
})

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
