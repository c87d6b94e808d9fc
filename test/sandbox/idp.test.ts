import * as openid from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCompany } from '#sandbox/company/company.ts'
import { createIdp, type IdpStandIn } from '#sandbox/idp/idp.ts'
import { walk } from './browser.ts'

const company = createCompany()
const head = company.accounts.find((account) => account.title === 'Head of IT')
const email = head?.email ?? ''
const redirectUri = 'http://localhost:9/auth/callback'
const secret = 'a-console-secret-of-the-test'
let idp: IdpStandIn
let console_: openid.Configuration

beforeAll(async () => {
  idp = await createIdp({ port: 0, company, console: { secret, redirectUris: [redirectUri] } })
  console_ = await openid.discovery(new URL(idp.url), 'dex-console', secret, undefined, {
    execute: [openid.allowInsecureRequests],
  })
})
afterAll(() => idp.close())

async function signIn(extra: Record<string, string> = {}) {
  const verifier = openid.randomPKCECodeVerifier()
  const nonce = openid.randomNonce()
  const start = openid.buildAuthorizationUrl(console_, {
    redirect_uri: redirectUri,
    scope: 'openid email profile groups',
    nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    login_hint: email,
    acr_values: 'urn:sandbox:unattended',
    ...extra,
  })
  const end = await walk(start.href, redirectUri)
  return openid.authorizationCodeGrant(console_, new URL(end.url), {
    pkceCodeVerifier: verifier,
    expectedNonce: nonce,
    ...('max_age' in extra ? { maxAge: Number(extra['max_age']) } : {}),
  })
}

test('the ID token says who, in which groups and how strongly', async () => {
  const claims = (await signIn()).claims()
  expect(claims).toMatchObject({
    iss: idp.url,
    email,
    email_verified: true,
    name: `${head?.firstName} ${head?.lastName}`,
    groups: ['it', 'it-admins', 'security-admins'],
    amr: ['pwd', 'mfa'],
    acr: 'urn:sandbox:mfa',
  })
  expect(claims?.sub).toHaveLength(24)
  expect((await signIn()).claims()?.sub).toBe(claims?.sub)
})

test('prompt=login and max_age give a fresh auth_time', async () => {
  const now = Math.floor(Date.now() / 1000)
  for (const extra of [{ prompt: 'login' }, { max_age: '0' }]) {
    expect((await signIn(extra as Record<string, string>)).claims()?.auth_time).toBeGreaterThanOrEqual(now)
  }
})

test('a live session signs in silently, but not for max_age=0 nor for another person', async () => {
  const url = (extra: string, hint = email) =>
    `${idp.url}/auth?client_id=dex-console&response_type=code&scope=openid&redirect_uri=${encodeURIComponent(redirectUri)}` +
    `&code_challenge=${'a'.repeat(43)}&code_challenge_method=S256&login_hint=${encodeURIComponent(hint)}${extra}`
  const first = await fetch(url('&acr_values=urn:sandbox:unattended'), { redirect: 'manual' })
  const cookies = new Map<string, string>()
  let response = first
  for (let hop = 0; hop < 6; hop += 1) {
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const next = new URL(response.headers.get('location') ?? '', idp.url)
    if (next.href.startsWith(redirectUri)) break
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    response = await fetch(next, { redirect: 'manual', headers: { cookie } })
  }
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const where = async (extra: string, hint = email) =>
    (await fetch(url(extra, hint), { redirect: 'manual', headers: { cookie } })).headers.get('location')
  expect(await where('')).toContain(redirectUri)
  expect(await where('&max_age=0')).toContain('/signin/')
  const other = company.accounts.find((account) => account.title === 'Recruiter')?.email ?? ''
  expect(await where('', other)).toContain('/signin/')
})

test('a device code is approved for a person, once', async () => {
  const cli = await openid.discovery(new URL(idp.url), 'dex-cli', undefined, openid.None(), {
    execute: [openid.allowInsecureRequests],
  })
  const device = await openid.initiateDeviceAuthorization(cli, { scope: 'openid email groups' })
  expect(device.user_code).toMatch(/^[A-Z]{4}-[A-Z]{4}$/)
  const approve = (body: object) =>
    fetch(`${idp.url}/_sandbox/device/approve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  expect((await approve({ userCode: device.user_code, email: 'nobody@acme.example' })).status).toBe(404)
  expect((await approve({ userCode: 'AAAA-AAAA', email })).status).toBe(404)
  expect((await approve({ userCode: device.user_code, email })).status).toBe(200)
  expect((await approve({ userCode: device.user_code, email })).status).toBe(404)
  const tokens = await openid.pollDeviceAuthorizationGrant(cli, { ...device, interval: 0.01 })
  expect(tokens.claims()).toMatchObject({ email, amr: ['pwd', 'mfa'], aud: 'dex-cli' })
  expect(tokens.claims()?.auth_time).toBeGreaterThan(0)
})

test('the device page takes a code from a person', async () => {
  const shown = await walk(`${idp.url}/device`, 'nowhere:')
  expect(shown.body).toContain('Enter the code that the terminal shows')
})
