import Fastify from 'fastify'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { authorization } from '#client/api/authorization.ts'
import { createApi } from '#client/api/create-api.ts'
import { accessOf } from '#client/api/session/guard.ts'
import { createTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await createTestApi({ deps: { temporalWebUrl: inject('temporalWebUrl') || 'http://127.0.0.1:1' } })
})
afterAll(() => api.close())

/** Every route there is, as the router knows it. */
function routes(): string[] {
  const found: string[] = []
  for (const line of Object.keys(authorization)) {
    const [method = '', url = ''] = line.split(' ')
    if (api.app.hasRoute({ method: method as 'GET', url })) found.push(line)
  }
  return found
}

const concrete = (url: string) =>
  url
    .replace(/:(\w+)/g, (_all, name: string) => (name === 'platform' ? 'okta' : 'x1'))
    .replace('*', 'namespaces')

test('every line of the table is a route, and no route can be added without a line', () => {
  expect(routes().sort()).toEqual(Object.keys(authorization).sort())
  expect(() => accessOf({ method: 'GET', url: '/api/not-in-the-table' })).toThrow(/has no line/)
  const printed = api.app.printRoutes({ commonPrefix: false })
  expect(printed).not.toMatch(/PUT|PATCH|OPTIONS/)
})

test('without a session every closed route is 401, or a way to the sign-in', async () => {
  for (const [line, access] of Object.entries(authorization)) {
    if (access.sessions === null) continue
    const [method = '', url = ''] = line.split(' ')
    const answer = await api.call({ method: method as 'GET', url: concrete(url) })
    if (access.redirects) {
      expect([line, answer.statusCode]).toEqual([line, 302])
      expect(answer.headers.location).toMatch(/^\/auth\/login\?returnTo=%2F(temporal|secrets|auth%2Fstep-up)/)
    } else expect([line, answer.statusCode]).toEqual([line, 401])
  }
})

test('a role that a line does not name is 403, whatever the body', async () => {
  const employee = await api.cliSession(api.person('Accountant'))
  const browser = await api.browserSession(api.person('Accountant'))
  for (const [line, access] of Object.entries(authorization)) {
    if (access.sessions === null || access.roles === null) continue
    const [method = '', url = ''] = line.split(' ')
    const { headers } = access.sessions.includes('cli') ? employee : browser
    const answer = await api.call({ method: method as 'GET', url: concrete(url), headers })
    expect([line, answer.statusCode]).toEqual([line, 403])
  }
})

test('OpenAPI 3.1 is made of the same routes and schemas', async () => {
  const answer = await api.call({ url: '/api/openapi.json' })
  const document = answer.json<{
    openapi: string
    paths: Record<
      string,
      Record<string, { security?: unknown; responses: Record<string, object>; requestBody?: object }>
    >
    components: { schemas: Record<string, object> }
  }>()
  expect(document.openapi).toBe('3.1.0')
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  )
  for (const line of Object.keys(authorization).filter(
    (each) => each.includes(' /api/') && !each.endsWith('.json'),
  )) {
    expect(documented).toContain(line)
  }
  const approve = document.paths['/api/approvals/{id}/approve']?.['post']
  expect(JSON.stringify(approve?.requestBody)).toContain('"additionalProperties":false')
  expect(approve?.security).toEqual([{ session: [] }, { cli: [] }])
  expect(JSON.stringify(document.paths['/hooks/tickets/{source}'])).toContain('externalId')
  expect(document.components.schemas).toHaveProperty('Problem')
})

test('a route that is not there is a problem document', async () => {
  const answer = await api.call({ url: '/api/nothing' })
  expect([answer.statusCode, answer.headers['content-type'], answer.json<{ code: string }>().code]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
    'not_found',
  ])
})

test('headers: nothing is stored, framed or sniffed', async () => {
  const { headers } = await api.call({ url: '/' })
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': expect.stringContaining("default-src 'none'") as string,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
})

test('limits answer 429 with Retry-After', async () => {
  const strict = await createApi({
    ...api.deps,
    limits: { ...api.deps.limits, signInPerMinute: 2, decisionsPerMinute: 2 },
  })
  try {
    const call = () =>
      strict.inject({ method: 'POST', url: '/auth/cli', payload: { idToken: 'x', signIn: api.signIn } })
    expect([(await call()).statusCode, (await call()).statusCode]).toEqual([401, 401])
    const third = await call()
    expect([third.statusCode, third.json<{ code: string }>().code]).toEqual([429, 'rate_limited'])
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0)
  } finally {
    await strict.close()
  }
})

test('Temporal Web: an admin is refused, an operator passes without our cookie, and nothing is written', async () => {
  const seen: { method: string; url: string; headers: Record<string, unknown> }[] = []
  const upstream = Fastify()
  upstream.all('/*', async (request) => {
    seen.push({ method: request.method, url: request.url, headers: request.headers })
    return { upstream: true }
  })
  const address = await upstream.listen({ port: 0, host: '127.0.0.1' })
  const web = await createApi({ ...api.deps, temporalWebUrl: address })
  try {
    const admin = await api.browserSession(api.person('Head of IT'))
    const operator = await api.browserSession(api.person('Platform Operator'))
    const terminal = await api.cliSession(api.person('Platform Operator'))
    const url = '/temporal/api/v1/namespaces?x=1'
    expect((await web.inject({ url, headers: admin.headers })).statusCode).toBe(403)
    expect((await web.inject({ url, headers: terminal.headers })).statusCode).toBe(403)
    const passed = await web.inject({ url, headers: operator.headers })
    expect([passed.statusCode, passed.json()]).toEqual([200, { upstream: true }])
    expect(passed.headers['content-security-policy']).toContain("script-src 'self' 'unsafe-inline'")
    expect(seen).toMatchObject([{ method: 'GET', url }])
    expect(seen[0]?.headers).not.toHaveProperty('cookie')
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'] as const) {
      expect((await web.inject({ method, url, headers: operator.headers })).statusCode).toBe(404)
    }
    expect(seen).toHaveLength(1)
  } finally {
    await web.close()
    await upstream.close()
  }
})
