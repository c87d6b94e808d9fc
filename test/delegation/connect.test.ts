import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { isDexError } from '#contract/error.ts'
import { newPersonId } from '#contract/new-id.ts'
import { authorizationUrl, createOAuth } from '#delegation/index.ts'
import { answeringServer, json } from '#test/connectors/support/answering-server.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import { redirectUri } from '#test/connectors/support/sandbox-okta.ts'
import { acme, adminScopes, type Delegations, delegations } from './support/delegations.ts'

let d: Delegations
beforeAll(async () => {
  d = await delegations()
})
afterAll(() => d.okta.close())
beforeEach(() => d.store.rows.clear())

const caught = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (isDexError(error) ? error : null),
  )

it('the address to go to: code, PKCE S256, state, nonce, and no secret', async () => {
  const started = await authorizationUrl(d.okta.oauth, {
    client: d.okta.platformClient,
    redirectUri,
    scopes: adminScopes,
    extra: { response_type: 'token', prompt: 'login' },
  })
  const { searchParams } = new URL(started.url)
  expect(Object.fromEntries(searchParams)).toMatchObject({
    response_type: 'code',
    client_id: d.okta.platformClient.clientId,
    redirect_uri: redirectUri,
    scope: adminScopes.join(' '),
    state: started.state,
    nonce: started.nonce,
    code_challenge_method: 'S256',
    prompt: 'login',
  })
  expect(started.url).not.toContain(started.codeVerifier)
  expect(started.url).not.toContain(d.okta.platformClient.clientSecret)
})

it('stores whose account it is by its immutable id, with what was granted', async () => {
  const connected = await d.connect('Identity Lead', 'admin', adminScopes)
  const { id: accountId } = d.okta.person('Identity Lead')
  expect(connected).toMatchObject({ accountId })
  expect(connected.id).toMatch(/^con_/)
  expect(d.row(connected.id)).toMatchObject({
    accountId,
    kind: 'admin',
    state: 'active',
    platform: 'okta',
    version: 1,
  })
  expect(new Set(connected.scopes)).toEqual(new Set(adminScopes))
  expect(d.row(connected.id)?.fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/)
})

const spoilt = (name: string, value: string) => (url: string) => {
  const spoiled = new URL(url)
  spoiled.searchParams.set(name, value)
  return spoiled.href
}

it.each<[string, (authorized: { callbackUrl: string }) => object]>([
  ['another state', () => ({ state: 'not-the-one' })],
  ['another nonce', () => ({ nonce: 'not-the-one' })],
  ['another verifier', () => ({ codeVerifier: 'x'.repeat(43) })],
  ['a made-up code', ({ callbackUrl }) => ({ callbackUrl: spoilt('code', 'made-up')(callbackUrl) })],
  [
    'a mixed-up issuer (RFC 9207)',
    ({ callbackUrl }) => ({ callbackUrl: spoilt('iss', 'https://evil.example')(callbackUrl) }),
  ],
  ['a refusal', ({ callbackUrl }) => ({ callbackUrl: `${spoilt('error', 'access_denied')(callbackUrl)}` })],
  ['another redirect', () => ({ redirectUri: 'http://127.0.0.1:9/elsewhere' })],
])('%s: refused, nothing stored', async (_name, spoil) => {
  const authorized = await d.okta.authorize(d.okta.person('Identity Lead').login, adminScopes)
  const error = await caught(
    d.connect('Identity Lead', 'admin', adminScopes, { ...authorized, ...spoil(authorized) }),
  )
  expect(error?.code).toBe('state_invalid')
  expect(d.store.rows.size).toBe(0)
})

it('a code works once', async () => {
  const authorized = await d.okta.authorize(d.okta.person('Identity Lead').login, adminScopes)
  await d.connect('Identity Lead', 'admin', adminScopes, authorized)
  const error = await caught(d.connect('Identity Lead', 'admin', adminScopes, authorized))
  expect(error?.code).toBe('state_invalid')
  expect(d.store.rows.size).toBe(1)
})

it('somebody else’s account is refused and given back', async () => {
  const before = await d.posts('/oauth2/v1/revoke')
  const { id } = d.okta.person('Head of IT')
  const error = await caught(d.connect('Identity Lead', 'admin', adminScopes, { expectedAccountId: id }))
  expect(error?.code).toBe('forbidden')
  expect(d.store.rows.size).toBe(0)
  expect(await d.posts('/oauth2/v1/revoke')).toBe(before + 2)
})

it('an account that is another person’s here is refused before anything is stored, and given back', async () => {
  const before = await d.posts('/oauth2/v1/revoke')
  const asked: string[] = []
  const link = async (accountId: string) => {
    asked.push(accountId)
    expect(d.store.rows.size).toBe(0)
    return false
  }
  const error = await caught(d.connect('Identity Lead', 'admin', adminScopes, { link }))
  expect(error?.code).toBe('forbidden')
  expect(asked).toEqual([d.okta.person('Identity Lead').id])
  expect(d.store.rows.size).toBe(0)
  expect(await d.posts('/oauth2/v1/revoke')).toBe(before + 2)
})

it('a newer connection of the same person and kind takes the place of the older', async () => {
  const person = newPersonId()
  const older = await d.connect('Identity Lead', 'admin', adminScopes, { person })
  const newer = await d.connect('Identity Lead', 'admin', adminScopes, { person })
  expect(newer.replaced).toEqual([older.id])
  expect(d.row(older.id)).toMatchObject({ state: 'ending' })
  expect(d.row(newer.id)).toMatchObject({ state: 'active' })
  const before = await d.posts('/oauth2/v1/revoke')
  expect(await d.first.revoke(acme, older.id)).toEqual({ atPlatform: true })
  expect(await d.posts('/oauth2/v1/revoke')).toBe(before + 2)
  expect(
    (await d.first.borrow(acme, newer.id, { scopes: [], write: false, minValidityMs: 0 })).accessToken,
  ).toBeTruthy()
  expect(d.row(newer.id)?.fingerprint).toBe(d.row(older.id)?.fingerprint)
})

it('a wrong client secret is our own fault, not the person’s', async () => {
  d.clients.current = { ...d.okta.platformClient, clientSecret: 'wrong-secret-wrong-secret-wrong' }
  try {
    const error = await caught(d.connect('Identity Lead', 'admin', adminScopes))
    expect(error?.code).toBe('platform_unauthenticated')
  } finally {
    d.clients.current = d.okta.platformClient
  }
})

it('http is refused where it is not allowed', async () => {
  const oauth = createOAuth({ fetchFor: sandboxFetchFor, allowHttp: false })
  const request = { client: d.okta.platformClient, redirectUri, scopes: adminScopes }
  expect(await caught(authorizationUrl(oauth, request))).not.toBeNull()
})

it('secret, code and refresh token go nowhere that a discovery document points to', async () => {
  const thief = await answeringServer((_seen, response) => json(response, 200, {}))
  const issuer = await answeringServer((_seen, response, origin) =>
    json(response, 200, {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${thief.origin}/token`,
      jwks_uri: `${thief.origin}/keys`,
      response_types_supported: ['code'],
    }),
  )
  try {
    d.clients.current = { ...d.okta.platformClient, origin: issuer.origin }
    const callbackUrl = `${redirectUri}?code=abc&state=s`
    const error = await caught(d.connect('Identity Lead', 'admin', adminScopes, { callbackUrl, state: 's' }))
    expect(error?.code).toBe('egress_refused')
    expect(thief.seen).toHaveLength(0)
  } finally {
    d.clients.current = d.okta.platformClient
    await thief.close()
    await issuer.close()
  }
})

it('no error says a token, a code or a secret', async () => {
  const authorized = await d.okta.authorize(d.okta.person('Identity Lead').login, adminScopes)
  const error = await caught(
    d.connect('Identity Lead', 'admin', adminScopes, { ...authorized, nonce: 'other' }),
  )
  const code = new URL(authorized.callbackUrl).searchParams.get('code') ?? 'none'
  const said = `${error?.message} ${error?.log} ${error?.stack} ${JSON.stringify(error?.extra)} ${String(error?.cause)}`
  for (const secret of [code, authorized.codeVerifier, d.okta.platformClient.clientSecret]) {
    expect(said).not.toContain(secret)
  }
})
