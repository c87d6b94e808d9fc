import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isDexError } from '#contract/error.ts'
import { TenantId } from '#contract/ids.ts'
import { newPersonId } from '#contract/new-id.ts'
import { createDelegation } from '#delegation/index.ts'
import { answeringServer, json } from '#test/connectors/support/answering-server.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import { memoryStore } from './support/memory-store.ts'
import { testSealer } from './support/sealer.ts'

/** A platform whose token endpoint answers what an attacker would like: only a token of this round, for us, is anybody's. */
const redirectUri = 'http://127.0.0.1:9/connect/okta/callback'
const clientId = 'dex-test'
const accountId = '00uPerson'
const keys = await generateKeyPair('RS256')
const others = await generateKeyPair('RS256')
const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }

let issuer: Awaited<ReturnType<typeof answeringServer>>
let idToken = ''

beforeAll(async () => {
  issuer = await answeringServer((seen, response, origin) => {
    if (seen.url === '/token')
      return json(response, 200, {
        access_token: 'access-token-of-the-test',
        token_type: 'Bearer',
        expires_in: 3_600,
        id_token: idToken,
      })
    if (seen.url === '/keys') return json(response, 200, { keys: [jwk] })
    if (seen.url === '/revoke') return json(response, 200, {})
    return json(response, 200, {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      revocation_endpoint: `${origin}/revoke`,
      jwks_uri: `${origin}/keys`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
    })
  })
})
afterAll(() => issuer.close())

interface Claims {
  iss?: string
  aud?: string | string[]
  sub?: string
  nonce?: string
  exp?: number
  azp?: string
}

const now = () => Math.floor(Date.now() / 1_000)

const signed = (claims: Claims, key = keys.privateKey) =>
  new SignJWT({
    iss: issuer.origin,
    aud: clientId,
    sub: accountId,
    nonce: 'nonce-of-the-round',
    iat: now(),
    exp: now() + 300,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .sign(key)

async function connecting(token: string) {
  idToken = token
  const store = memoryStore()
  const delegation = createDelegation({
    store,
    sealer: testSealer(),
    fetchFor: sandboxFetchFor,
    allowHttp: true,
    clock: Date.now,
    clientFor: async () => ({ origin: issuer.origin, clientId, clientSecret: 'a-secret' }),
  })
  const error = await delegation
    .connect(TenantId.parse('acme'), {
      person: newPersonId(),
      platform: 'okta',
      kind: 'own',
      expectedAccountId: accountId,
      link: async () => true,
      callbackUrl: `${redirectUri}?code=abc&state=state-of-the-round&iss=${encodeURIComponent(issuer.origin)}`,
      redirectUri,
      state: 'state-of-the-round',
      nonce: 'nonce-of-the-round',
      codeVerifier: 'x'.repeat(43),
      scopes: ['openid'],
    })
    .then(
      () => null,
      (thrown: unknown) => thrown,
    )
  return {
    code: error === null ? 'connected' : isDexError(error) ? error.code : 'other',
    stored: store.rows.size,
  }
}

it('one of this round, for us, of this person: connected', async () => {
  expect(await connecting(await signed({}))).toEqual({ code: 'connected', stored: 1 })
})

it.each<[string, () => Promise<string>, string]>([
  ['another audience', () => signed({ aud: 'somebody-else' }), 'state_invalid'],
  ['several audiences, made for another', () => signed({ aud: [clientId, 'x'], azp: 'x' }), 'state_invalid'],
  [
    'another issuer, such as another tenant',
    () => signed({ iss: 'https://other.okta.com' }),
    'state_invalid',
  ],
  ['another round', () => signed({ nonce: 'nonce-of-another' }), 'state_invalid'],
  ['an expired one', () => signed({ exp: now() - 600 }), 'state_invalid'],
  ['another key', () => signed({}, others.privateKey), 'state_invalid'],
  ['truncated', async () => (await signed({})).slice(0, -20), 'state_invalid'],
  ['two parts of three', async () => (await signed({})).split('.').slice(0, 2).join('.'), 'state_invalid'],
  ['none', async () => '', 'state_invalid'],
  ['another user', () => signed({ sub: '00uSomebodyElse' }), 'forbidden'],
])('%s: refused, nothing stored', async (_name, token, code) => {
  expect(await connecting(await token())).toEqual({ code, stored: 0 })
})
