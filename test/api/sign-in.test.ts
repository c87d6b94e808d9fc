import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from '#client/api/create-api.ts'
import { examineDatabase } from '#client/cli/doctor/database.ts'
import { walk } from '#test/sandbox/browser.ts'
import { cookiesOf, createTestApi, pathOf, publicUrl, type TestApi } from './support/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
})
afterAll(() => api.close())

const start = (query: Record<string, string> = {}) =>
  api.call({
    url: `/auth/login?${new URLSearchParams({ signIn: api.signIn, login_hint: api.person('Identity Lead'), acr_values: 'urn:sandbox:unattended', ...query })}`,
  })
const answerOf = async (started: Awaited<ReturnType<typeof start>>) =>
  (await walk(String(started.headers.location), `${publicUrl}/auth/callback`)).url

test('code flow: a host-only cookie, roles by group, back to where it began', async () => {
  const started = await start({ returnTo: '/temporal?x=1' })
  expect(started.statusCode).toBe(302)
  const asked = new URL(String(started.headers.location)).searchParams
  expect(Object.fromEntries(asked)).toMatchObject({ response_type: 'code', code_challenge_method: 'S256' })
  expect(asked.get('nonce')).toBeTruthy()

  const done = await api.call({ url: pathOf(await answerOf(started)), cookies: cookiesOf(started) })
  expect([done.statusCode, done.headers.location]).toEqual([302, '/temporal?x=1'])
  const cookie = done.cookies.find((each) => each.name === '__Host-dex')
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' })
  expect(cookie).not.toHaveProperty('domain')
  expect(cookie?.value).toMatch(new RegExp(`^${api.world.tenant}\\.[A-Za-z0-9_-]{43}$`))
  const me = await api.call({ url: '/api/me', cookies: { '__Host-dex': cookie?.value ?? '' } })
  expect(me.json()).toMatchObject({
    email: api.person('Identity Lead'),
    roles: ['admin'],
    session: 'browser',
    profile: 'sandbox',
  })
  expect(JSON.stringify(await api.rows('select * from sessions'))).not.toContain(cookie?.value.split('.')[1])
  expect(JSON.stringify(await api.rows('select * from people'))).not.toContain(api.person('Identity Lead'))
})

test('400: the answer without the cookie, with another browser’s, twice, or with another state', async () => {
  const [started, other] = [await start(), await start()]
  const answered = pathOf(await answerOf(started))
  const refused = async (url: string, cookies: Record<string, string>) => {
    const answer = await api.call({ url, cookies })
    return [answer.statusCode, answer.json<{ code: string }>().code]
  }
  expect(await refused(answered, {})).toEqual([400, 'state_invalid'])
  expect(await refused(answered, cookiesOf(other))).toEqual([400, 'state_invalid'])
  expect(await refused(answered.replace(/state=[^&]+/, 'state=other'), cookiesOf(started))).toEqual([
    400,
    'state_invalid',
  ])
  expect((await api.call({ url: answered, cookies: cookiesOf(started) })).statusCode).toBe(302)
  expect(await refused(answered, cookiesOf(started))).toEqual([400, 'state_invalid'])
})

test('a new session id at each sign-in; the old one ends', async () => {
  const sign = async (cookies: Record<string, string>) => {
    const started = await start()
    const done = await api.call({
      url: pathOf(await answerOf(started)),
      cookies: { ...cookiesOf(started), ...cookies },
    })
    return cookiesOf(done)['__Host-dex'] ?? ''
  }
  const first = await sign({})
  const second = await sign({ '__Host-dex': first })
  expect(second).not.toBe(first)
  const status = async (token: string) =>
    (await api.call({ url: '/api/me', cookies: { '__Host-dex': token } })).statusCode
  expect([await status(first), await status(second)]).toEqual([401, 200])
})

test('never away from here after the sign-in', async () => {
  for (const returnTo of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/..//evil.example',
  ]) {
    const started = await start({ returnTo })
    const done = await api.call({ url: pathOf(await answerOf(started)), cookies: cookiesOf(started) })
    expect([returnTo, done.headers.location]).toEqual([returnTo, '/'])
  }
})

test('csrf: a cookie changes nothing from another site, nor from nowhere', async () => {
  const { headers } = await api.browserSession(api.person('Accountant'))
  const { cookie = '' } = headers
  const send = async (extra: Record<string, string>) => {
    const payload = { title: 'x', text: 'y' }
    const answer = await api.call({
      method: 'POST',
      url: '/api/requests',
      headers: { cookie, ...extra },
      payload,
    })
    return [answer.statusCode, answer.json<{ code?: string }>().code]
  }
  expect(await send({})).toEqual([403, 'csrf_refused'])
  expect(await send({ origin: 'https://evil.example' })).toEqual([403, 'csrf_refused'])
  expect(await send({ 'sec-fetch-site': 'cross-site', origin: publicUrl })).toEqual([403, 'csrf_refused'])
  expect(await send({ 'sec-fetch-site': 'same-site' })).toEqual([403, 'csrf_refused'])
  expect(await api.rows('select 1 from requests')).toEqual([])
  expect((await send({ origin: publicUrl }))[0]).toBe(202)
  expect((await send({ 'sec-fetch-site': 'same-origin' }))[0]).toBe(202)
})

test('signing out ends the session here and now', async () => {
  const { headers } = await api.browserSession(api.person('Accountant'))
  const left = await api.call({
    method: 'POST',
    url: '/auth/logout',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect([left.statusCode, left.headers.location]).toEqual([303, '/'])
  expect((await api.call({ url: '/api/me', headers })).statusCode).toBe(401)
})

test('auth/cli: where to sign in, and a session for a fresh ID token of the terminal’s client', async () => {
  const told = await api.call({ url: `/auth/cli?signIn=${api.signIn}` })
  expect(told.json()).toEqual({ issuer: api.idp.url, clientId: 'dex-cli' })
  const session = await api.cliSession(api.person('Identity Lead'))
  const me = await api.call({ url: '/api/me', headers: session.headers })
  expect(me.json()).toMatchObject({ email: api.person('Identity Lead'), roles: ['admin'], session: 'cli' })
  // The same person as in the browser, by issuer and subject.
  expect((await api.browserSession(api.person('Identity Lead'))).person).toBe(session.person)
})

test('a session of one kind is none of the other', async () => {
  const { headers } = await api.browserSession(api.person('Accountant'))
  const token = (headers['cookie'] ?? '').split('=')[1] ?? ''
  expect((await api.call({ url: '/api/me', headers: { authorization: `Bearer ${token}` } })).statusCode).toBe(
    401,
  )
  const cli = await api.cliSession(api.person('Accountant'))
  const bearer = (cli.headers['authorization'] ?? '').split(' ')[1] ?? ''
  expect((await api.call({ url: '/api/me', cookies: { '__Host-dex': bearer } })).statusCode).toBe(401)
})

test('auth/cli 401: a stale one, another key’s, another client’s, an access token', async () => {
  const send = async (idToken: string) => {
    const answer = await api.call({
      method: 'POST',
      url: '/auth/cli',
      payload: { idToken, signIn: api.signIn },
    })
    return [answer.statusCode, answer.json<{ code: string }>().code]
  }
  const good = await api.idTokenOf(api.person('Accountant'))
  api.time.aheadMs = 20 * 60_000
  try {
    expect(await send(good)).toEqual([401, 'unauthenticated'])
  } finally {
    api.time.aheadMs = 0
  }
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const forged = await new SignJWT({ email: api.person('Head of IT'), groups: ['it-admins'] })
    .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(publicKey) })
    .setIssuer(api.idp.url)
    .setAudience('dex-cli')
    .setSubject('x')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey)
  expect(await send(forged)).toEqual([401, 'unauthenticated'])
  expect(await send(good.split('.').with(2, '').join('.'))).toEqual([401, 'unauthenticated'])
  expect(await send('opaque-access-token')).toEqual([401, 'unauthenticated'])
  await api.world.admin.query(`update identity_providers set cli_client_id = 'another'`)
  try {
    expect(await send(good)).toEqual([401, 'unauthenticated'])
  } finally {
    await api.world.admin.query(`update identity_providers set cli_client_id = 'dex-cli'`)
  }
})

test('a session ends after twelve hours, after an idle one, and with its person', async () => {
  const { headers, person } = await api.cliSession(api.person('Accountant'))
  const status = async () => (await api.call({ url: '/api/me', headers })).statusCode
  api.time.aheadMs = 59 * 60_000
  expect(await status()).toBe(200)
  api.time.aheadMs = 121 * 60_000
  expect(await status()).toBe(401)
  await api.world.admin.query(`update sessions set seen_at = now() + interval '13 hours'`)
  api.time.aheadMs = 12 * 3_600_000 + 60_000
  expect(await status()).toBe(401)
  api.time.aheadMs = 0
  expect(await status()).toBe(200)
  await api.world.admin.query(`update people set state = 'disabled' where id = $1`, [person])
  expect(await status()).toBe(401)
})

test('an identity provider that is away: start-up and doctor say so, with the mend', async () => {
  const findings = async () => {
    const found = await examineDatabase('', { DATABASE_ADMIN_URL: api.world.adminUrl })
    return found.find(({ part }) => part === `sign-in of ${api.world.tenant}`)
  }
  const warned = () => api.lines.filter((line) => line.includes('identity_provider_unavailable')).length
  const listen = async () => {
    const app = await createApi(api.deps)
    await app.listen({ host: '127.0.0.1', port: 0 })
    return app
  }
  const before = warned()
  await (await listen()).close()
  expect(await findings()).toMatchObject({ state: 'ok', where: api.idp.url })
  expect(warned()).toBe(before)

  await api.world.admin.query(`update identity_providers set issuer = 'http://127.0.0.1:9'`)
  const app = await listen()
  try {
    await expect.poll(warned).toBe(before + 1)
    expect(await findings()).toMatchObject({
      state: 'wrong',
      where: 'http://127.0.0.1:9',
      mend: expect.stringContaining('nobody can sign in') as string,
    })
  } finally {
    await app.close()
    await api.world.admin.query('update identity_providers set issuer = $1', [api.idp.url])
  }
})
