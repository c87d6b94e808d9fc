import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ConnectionId, TenantId } from '#contract/ids.ts'
import { isDexError } from '#contract/error.ts'
import { acme, adminScopes, type Delegations, delegations } from './support/delegations.ts'

let d: Delegations
beforeAll(async () => {
  d = await delegations()
})
afterAll(() => d.okta.close())
beforeEach(async () => {
  d.time.aheadMs = 0
  d.clients.current = d.okta.platformClient
  await d.okta.reset()
})

const write = { scopes: ['okta.users.manage'], minValidityMs: 60_000, write: true }
const token = '/oauth2/v1/token'
const caught = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (isDexError(error) ? error : null),
  )

it('lends what was granted, as it is while it lasts', async () => {
  const { id } = await d.connect('Identity Lead', 'admin', adminScopes)
  const before = await d.posts(token)
  const credential = await d.first.borrow(acme, id, write)
  expect(credential.origin).toBe(d.okta.url)
  expect(await d.posts(token)).toBe(before)
  const result = await d.okta
    .run('okta.user.reset_factors', credential, d.okta.person('Accountant').id)
    .execute()
  expect(result.fields).toEqual({ factorsLeft: 0 })
})

it('keeps tokens sealed: neither is in the row', async () => {
  const { id } = await d.connect('Identity Lead', 'admin', adminScopes)
  const { accessToken } = await d.first.borrow(acme, id, write)
  const row = d.row(id)
  expect(Buffer.from(row?.sealedTokens ?? []).includes(accessToken)).toBe(false)
  expect(row?.sealedTokens.byteLength).toBeGreaterThan(0)
  expect(JSON.stringify({ ...row, sealedTokens: null })).not.toContain(accessToken)
})

it('twenty at once over two workers: one refresh, one new token for all, and the rotated one works next time', async () => {
  const { id } = await d.connect('Identity Lead', 'admin', adminScopes)
  const old = await d.first.borrow(acme, id, write)
  for (const round of [1, 2]) {
    d.passHours(1)
    const before = await d.posts(token)
    const lent = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? d.first : d.second).borrow(acme, id, write)),
    )
    expect(await d.posts(token)).toBe(before + 1)
    const tokens = new Set(lent.map((credential) => credential.accessToken))
    expect(tokens.size).toBe(1)
    expect(tokens.has(old.accessToken)).toBe(false)
    expect(d.row(id)?.version).toBe(1 + round)
  }
})

it('an outage leaves the connection as it is; it works afterwards', async () => {
  const { id } = await d.connect('Identity Lead', 'admin', adminScopes)
  d.passHours(1)
  for (const kind of ['status500', 'status429', 'reset_before'] as const) {
    await d.okta.faults({ match: { path: token }, kind })
    expect((await caught(d.first.borrow(acme, id, write)))?.code).toBe('platform_unavailable')
    expect(d.row(id)?.state).toBe('active')
  }
  expect((await d.first.borrow(acme, id, write)).accessToken).toBeTruthy()
})

it('what the platform no longer honours is expired for good, and its tokens are gone', async () => {
  const { id } = await d.connect('Service Desk Lead', 'admin', adminScopes)
  const superAdmin = await d.okta.credential(d.okta.person('Head of IT').login)
  await d.okta.run('okta.user.suspend', superAdmin, d.okta.person('Service Desk Lead').id).execute()
  d.passHours(1)
  expect((await caught(d.first.borrow(acme, id, write)))?.code).toBe('connection_expired')
  expect(d.row(id)).toMatchObject({ state: 'expired' })
  expect(d.row(id)?.sealedTokens.byteLength).toBe(0)
  const before = await d.posts(token)
  expect((await caught(d.second.borrow(acme, id, write)))?.code).toBe('connection_expired')
  expect(await d.posts(token)).toBe(before)
})

it('an investigating connection never writes', async () => {
  const { id } = await d.connect('Head of IT', 'investigate', adminScopes)
  const error = await caught(d.first.borrow(acme, id, { ...write, scopes: [] }))
  expect(error?.code).toBe('forbidden')
  expect(
    (await d.first.borrow(acme, id, { ...write, scopes: ['okta.users.read'], write: false })).accessToken,
  ).toBeTruthy()
})

it('a scope that was not granted is named; a manage scope covers its read', async () => {
  const { id } = await d.connect('Identity Lead', 'admin', ['openid', 'offline_access', 'okta.users.manage'])
  const error = await caught(
    d.first.borrow(acme, id, { ...write, scopes: ['okta.users.read', 'okta.groups.manage'] }),
  )
  expect(error?.code).toBe('connection_required')
  expect(error?.extra).toEqual({ missingScopes: ['okta.groups.manage'] })
})

it('another tenant has no such connection', async () => {
  const { id } = await d.connect('Identity Lead', 'admin', adminScopes)
  expect((await caught(d.first.borrow(TenantId.parse('other'), id, write)))?.code).toBe('not_found')
  const unknown = ConnectionId.parse(`con_${'a'.repeat(24)}`)
  expect((await caught(d.first.borrow(acme, unknown, write)))?.code).toBe('not_found')
})

it('tokens of one connection do not open as another’s', async () => {
  const one = await d.connect('Identity Lead', 'admin', adminScopes)
  const other = await d.connect('Head of IT', 'admin', adminScopes)
  const row = d.row(other.id)
  const stolen = d.row(one.id)?.sealedTokens
  if (row === undefined || stolen === undefined) throw new Error('not connected')
  d.store.rows.set(`${acme}/${other.id}`, { ...row, sealedTokens: stolen })
  expect((await caught(d.first.borrow(acme, other.id, write)))?.code).toBe('envelope_invalid')
})

it('after the platform moved, no token of the old place goes to the new one', async () => {
  const { id } = await d.connect('Identity Lead', 'admin', adminScopes)
  d.passHours(1)
  d.clients.current = { ...d.okta.platformClient, origin: 'http://127.0.0.1:1' }
  expect((await caught(d.first.borrow(acme, id, write)))?.code).toBe('connection_expired')
})

it('replaced while the platform refreshes: the fresh tokens are given back, not kept', async () => {
  const { id, person } = await d.connect('Identity Lead', 'admin', adminScopes)
  d.passHours(1)
  await d.okta.faults({ match: { path: token }, kind: 'delay', ms: 300 })
  const borrowing = caught(d.first.borrow(acme, id, write))
  const row = d.row(id)
  if (row === undefined) throw new Error('not connected')
  await new Promise((resolve) => setTimeout(resolve, 100))
  await d.store.insert(acme, { ...row, id: ConnectionId.parse(`con_${'b'.repeat(24)}`), person })
  const revocations = await d.posts('/oauth2/v1/revoke')
  expect((await borrowing)?.code).toBe('connection_expired')
  expect(await d.posts('/oauth2/v1/revoke')).toBe(revocations + 2)
  expect(d.row(id)).toMatchObject({ state: 'ending' })
})

it('revoking ends it at the platform and here', async () => {
  const { id } = await d.connect('Identity Lead', 'admin', adminScopes)
  const credential = await d.first.borrow(acme, id, write)
  expect(await d.first.revoke(acme, id)).toEqual({ atPlatform: true })
  expect(d.row(id)?.sealedTokens.byteLength).toBe(0)
  expect((await caught(d.first.borrow(acme, id, write)))?.code).toBe('connection_expired')
  const used = caught(d.okta.run('okta.user.get', credential, d.okta.person('Accountant').id).execute())
  expect((await used)?.code).toBe('platform_unauthenticated')
})

it('revoking destroys ours also when the platform does not answer, and says so', async () => {
  const { id } = await d.connect('Identity Lead', 'admin', adminScopes)
  await d.okta.faults({ match: { path: '/oauth2/v1/revoke' }, times: 2, kind: 'status500' })
  expect(await d.first.revoke(acme, id)).toEqual({ atPlatform: false })
  expect(d.row(id)).toMatchObject({ state: 'revoked' })
  expect(d.row(id)?.sealedTokens.byteLength).toBe(0)
})

it('nothing on the wire ever asks for a token of the application itself: connecting, refreshing, revoking', async () => {
  const d = await delegations()
  try {
    const { id } = await d.connect('Identity Lead', 'admin', adminScopes)
    d.passHours(2)
    await d.first.borrow(acme, id, { scopes: [], write: true, minValidityMs: 1_000 })
    await d.first.revoke(acme, id)
    const grants = d.wire.flatMap((body) => new URLSearchParams(body).get('grant_type') ?? [])
    expect(grants).toEqual(['authorization_code', 'refresh_token'])
    expect(d.wire.join('\n')).not.toMatch(/client_credentials|client_assertion|jwt-bearer|SSWS|password=/)
  } finally {
    await d.okta.close()
  }
})
