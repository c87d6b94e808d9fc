import { afterEach, describe, expect, it } from 'vitest'
import { createConnectors } from '#connectors/index.ts'
import type { Code } from '#contract/codes.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { type Answer, type AnsweringServer, answeringServer, json } from './support/answering-server.ts'
import { sandboxFetchFor } from './support/fetch-for.ts'
import { oktaUserBody, userId, userTarget } from './support/okta-user.ts'

let server: AnsweringServer
afterEach(() => server.close())

const connectors = createConnectors({ fetchFor: sandboxFetchFor, clock: Date.now, requestTimeoutMs: 2_000 })

async function call(action: string, answer: Answer, options: { id?: string; signal?: AbortSignal } = {}) {
  server = await answeringServer(answer)
  const connector = connectors.connectorFor(action)
  if (connector === undefined) throw new Error(`no ${action}`)
  return connector.execute({
    params: {},
    target: userTarget(options.id ?? userId),
    objects: [],
    credential: { accessToken: 'delegated-token', origin: server.origin },
    signal: options.signal ?? AbortSignal.timeout(10_000),
  })
}

async function failure(...input: Parameters<typeof call>): Promise<DexError> {
  const error: unknown = await call(...input).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDexError(error)) throw new Error('did not fail with a DexError')
  return error
}

const refusal = (status: number, errorCode: string): Answer => {
  return (_seen, response) =>
    json(response, status, {
      errorCode,
      errorSummary: 'mina@corp.test',
      errorLink: errorCode,
      errorId: 'oae1',
      errorCauses: [],
    })
}

describe('okta: what goes out', () => {
  it('carries the delegated bearer alone and returns only what the definition allows', async () => {
    const result = await call('okta.user.get', (_seen, response) => json(response, 200, oktaUserBody()))
    expect(server.seen).toHaveLength(1)
    expect(server.seen[0]?.headers.authorization).toBe('Bearer delegated-token')
    expect(result.requestId).toBe('reqOkta')
    expect(JSON.stringify(result.fields)).not.toContain('never leaves')
    expect(result.fields).toMatchObject({ id: userId, department: 'Ops', name: 'Mina Ito' })
  })

  it('reads anew each time: nothing is cached', async () => {
    let status = 'ACTIVE'
    await call('okta.user.get', (_seen, response, origin) =>
      json(
        response,
        200,
        oktaUserBody({ status, _links: { self: { href: `${origin}/api/v1/users/${userId}` } } }),
      ),
    )
    status = 'SUSPENDED'
    const again = await connectors.connectorFor('okta.user.get')?.execute({
      params: {},
      target: userTarget(userId),
      objects: [],
      credential: { accessToken: 'delegated-token', origin: server.origin },
      signal: AbortSignal.timeout(5_000),
    })
    expect(again?.fields).toMatchObject({ status: 'SUSPENDED' })
  })

  it.each([
    '..',
    '../groups',
    'me',
    'mina@corp.test',
    `${userId}/lifecycle`,
    `${userId}?x=1`,
    '',
    '%2e%2e',
    'a'.repeat(10_000),
    '００uA1b2C3d4E5f6G7h8I',
  ])('sends nothing for what is not an id: %s', async (id) => {
    const error = await failure('okta.user.suspend', (_seen, response) => json(response, 200, {}), { id })
    expect(error.code).toBe('platform_not_found')
    expect(error.extra['mayHaveHappened']).toBe(false)
    expect(server.seen).toHaveLength(0)
  })

  it('does not take its organization or token from the environment', async () => {
    process.env['OKTA_CLIENT_ORGURL'] = 'https://elsewhere.example'
    process.env['OKTA_CLIENT_TOKEN'] = 'hidden'
    try {
      await call('okta.user.get', (_seen, response) => json(response, 200, oktaUserBody()))
    } finally {
      delete process.env['OKTA_CLIENT_ORGURL']
      delete process.env['OKTA_CLIENT_TOKEN']
    }
    expect(server.seen[0]?.headers.authorization).toBe('Bearer delegated-token')
  })
})

describe('okta: refusals', () => {
  it.each<[number, string, Code]>([
    [401, 'E0000011', 'platform_unauthenticated'],
    [401, 'E0000015', 'platform_forbidden'],
    [403, 'E0000006', 'platform_forbidden'],
    [403, 'E0000038', 'platform_conflict'],
    [403, 'E0000032', 'platform_conflict'],
    [404, 'E0000007', 'platform_not_found'],
    [400, 'E0000001', 'platform_conflict'],
    [400, 'E0000003', 'platform_invalid'],
    [409, 'E0000112', 'platform_conflict'],
    [423, 'E0000155', 'platform_conflict'],
  ])(
    '%i %s is %s, surely not done, and says nothing of the answer’s text',
    async (status, errorCode, code) => {
      const error = await failure('okta.user.suspend', refusal(status, errorCode))
      expect(error.code).toBe(code)
      expect(error.extra).toEqual({
        platformRequestId: 'reqOkta',
        platformCode: errorCode,
        mayHaveHappened: false,
      })
      expect(`${error.message} ${error.log} ${error.stack} ${JSON.stringify(error.extra)}`).not.toContain(
        'mina',
      )
      expect(error.cause).toBeUndefined()
      expect(server.seen).toHaveLength(1)
    },
  )

  it.each([401, 403])('a missing scope (%i, empty body) is forbidden', async (status) => {
    const error = await failure('okta.user.get', (_seen, response) => {
      response.writeHead(status, {
        'www-authenticate': 'Bearer error="insufficient_scope", scope="okta.users.read"',
      })
      response.end()
    })
    expect(error.code).toBe('platform_forbidden')
    expect(error.extra['platformCode']).toBe('insufficient_scope')
  })

  it('a 429 carries the platform’s own wait by the platform’s own clock, and is not retried here', async () => {
    const error = await failure('okta.user.get', (_seen, response) =>
      json(
        response,
        429,
        { errorCode: 'E0000047', errorSummary: 'slow down' },
        {
          date: 'Sun, 22 Nov 2026 10:00:00 GMT',
          'x-rate-limit-reset': String(Date.UTC(2026, 10, 22, 10, 0, 30) / 1_000),
        },
      ),
    )
    expect(error.code).toBe('platform_rate_limited')
    expect(error.retryAfterMs).toBe(31_000)
    expect(error.retryable).toBe(true)
    expect(server.seen).toHaveLength(1)
  })

  it.each([500, 502, 503])('%i may have happened and can be tried again', async (status) => {
    const error = await failure('okta.user.suspend', (_seen, response) => {
      response.writeHead(status, { 'content-type': 'text/html' })
      response.end('<h1>mina@corp.test</h1>')
    })
    expect(error.code).toBe('platform_unavailable')
    expect(error.extra['mayHaveHappened']).toBe(true)
    expect(server.seen).toHaveLength(1)
  })

  it('a proxy’s 404 is not a fact about the user', async () => {
    const error = await failure('okta.user.get', (_seen, response) => {
      response.writeHead(404, { 'content-type': 'text/html' })
      response.end('<h1>nothing here</h1>')
    })
    expect(error.code).toBe('platform_bad_answer')
  })
})

describe('okta: answers that cannot be read', () => {
  const raw = (body: string, headers: Record<string, string>): Answer => {
    return (_seen, response) => {
      response.writeHead(200, headers)
      response.end(body)
    }
  }

  it.each<[string, Answer]>([
    ['HTML with a 200', raw('<html>sign in</html>', { 'content-type': 'text/html' })],
    ['JSON cut off', raw('{"id":"00u', { 'content-type': 'application/json' })],
    ['no content type', raw('{}', {})],
    [
      'a 200 with an error body',
      raw('{"errorCode":"E0000009","errorSummary":"x"}', { 'content-type': 'application/json' }),
    ],
    ['something that is not a user', raw('{"hello":"world"}', { 'content-type': 'application/json' })],
    [
      'an unreadable date',
      raw(JSON.stringify(oktaUserBody({ lastLogin: 'yesterday' })), { 'content-type': 'application/json' }),
    ],
  ])('%s is a bad answer', async (_name, answer) => {
    expect((await failure('okta.user.get', answer)).code).toBe('platform_bad_answer')
  })

  it.each<[string, Answer]>([
    ['HTML', raw('<html>sign in</html>', { 'content-type': 'text/html' })],
    ['an error body', raw('{"errorCode":"E0000009"}', { 'content-type': 'application/json' })],
  ])('a write answered 200 with %s never passes for done', async (_name, answer) => {
    const error = await failure('okta.user.suspend', answer)
    expect(error.code).toBe('platform_bad_answer')
    expect(error.extra['mayHaveHappened']).toBe(true)
  })

  it('a refusal after the confirmed write is not the write’s own', async () => {
    const error = await failure('okta.user.reset_factors', (seen, response) => {
      if (seen.method === 'POST') json(response, 200, {}, { 'x-okta-request-id': 'reqWrite' })
      else json(response, 403, { errorCode: 'E0000006', errorSummary: 'no' })
    })
    expect(error.code).toBe('platform_bad_answer')
    expect(error.extra).toMatchObject({ platformRequestId: 'reqWrite', mayHaveHappened: true })
  })

  it('a connection that breaks is unavailable; nobody listening too', async () => {
    const broken = await failure('okta.user.suspend', (_seen, response) => response.destroy())
    expect(broken.code).toBe('platform_unavailable')
    expect(broken.extra['mayHaveHappened']).toBe(true)
  })

  it('the deadline closes the socket, also in the middle of a body', async () => {
    let closed = false
    const error = await failure(
      'okta.user.get',
      (_seen, response) => {
        response.on('close', () => {
          closed = true
        })
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write('{"id":')
      },
      { signal: AbortSignal.timeout(150) },
    )
    expect(error.code).toBe('platform_timeout')
    await expect.poll(() => closed).toBe(true)
  })
})

describe('okta: other addresses (T13)', () => {
  it('follows a next link on its own origin, to the end', async () => {
    const group = (n: number) => ({ id: `00g${n}`, type: 'OKTA_GROUP', profile: { name: `g${n}` } })
    const result = await call('okta.user.list_groups', (seen, response, origin) => {
      const page = Number(new URL(seen.url, origin).searchParams.get('after') ?? 0)
      const next = `<${origin}/api/v1/users/${userId}/groups?after=${page + 1}>; rel="next"`
      // The second page is empty and still has a next one.
      json(response, 200, page === 1 ? [] : [group(page)], page < 3 ? { link: next } : {})
    })
    expect(result.fields).toEqual({
      groups: [0, 2, 3].map((n) => ({ id: `00g${n}`, name: `g${n}`, type: 'OKTA_GROUP' })),
    })
  })

  it('never sends the bearer after a next link to another origin, or out of the API', async () => {
    const thief = await answeringServer((_seen, response) => json(response, 200, []))
    try {
      for (const next of [
        `${thief.origin}/api/v1/users`,
        '/oauth2/v1/userinfo',
        '/api/v1/users/../../oauth2/v1/userinfo',
        '/api/v1/users/../logs',
      ]) {
        const error = await failure('okta.user.list_groups', (seen, response, origin) => {
          const link = next.startsWith('/') ? `${origin}${next}` : next
          if (seen.url.endsWith('/groups')) json(response, 200, [], { link: `<${link}>; rel="next"` })
          else json(response, 200, [])
        })
        expect(error.code).toBe('egress_refused')
        expect(server.seen).toHaveLength(1)
        await server.close()
      }
      expect(thief.seen).toHaveLength(0)
    } finally {
      await thief.close()
    }
  })

  it.each([301, 302, 307, 308])('does not follow a %i', async (status) => {
    const thief = await answeringServer((_seen, response) => json(response, 200, oktaUserBody()))
    try {
      const error = await failure('okta.user.get', (_seen, response) => {
        response.writeHead(status, { location: `${thief.origin}/api/v1/users/${userId}` })
        response.end()
      })
      expect(error.code).toBe('egress_refused')
      expect(thief.seen).toHaveLength(0)
    } finally {
      await thief.close()
    }
  })

  it('ends a list that never ends', async () => {
    const error = await failure('okta.user.list_groups', (_seen, response, origin) => {
      json(response, 200, [], { link: `<${origin}/api/v1/users/${userId}/groups?after=x>; rel="next"` })
    })
    expect(error.code).toBe('platform_bad_answer')
  })
})
