import { setTimeout } from 'node:timers/promises'
import type { Client } from '@okta/okta-sdk-nodejs'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { collect } from '#connectors/okta/collect.ts'
import { createOktaConnector } from '#connectors/okta/index.ts'
import { createOktaRun } from '#connectors/okta/run.ts'
import type { Code } from '#contract/codes.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { type Answer, answeringServer, type AnsweringServer, json } from '../support/answering-server.ts'
import { sandboxFetchFor } from '../support/fetch-for.ts'
import { oktaUserBody, userId, userTarget } from '../support/okta-user.ts'

let server: AnsweringServer
afterEach(() => server.close())

const connector = createOktaConnector({ fetchFor: sandboxFetchFor, clock: Date.now, requestTimeoutMs: 2_000 })

async function call(action: string, answer: Answer, options: { id?: string; signal?: AbortSignal } = {}) {
  server = await answeringServer(answer)
  const acting = new Map<string, ActionConnector>(Object.entries(connector.actions)).get(action)
  if (acting === undefined) throw new Error(`no ${action}`)
  return acting.execute({
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
    const again = await connector.actions['okta.user.get'].execute({
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

describe('okta: looking people up', () => {
  let server: AnsweringServer
  let hits: unknown[] = []
  beforeAll(async () => {
    server = await answeringServer((seen, response) => {
      const [path = ''] = seen.url.split('?')
      if (path === '/api/v1/users') return json(response, 200, hits)
      if (path.endsWith('/roles')) return json(response, 200, [])
      const found = hits.find((hit) => path.endsWith(`/${(hit as { id: string }).id}`))
      return found === undefined ? json(response, 404, { errorCode: 'E0000007' }) : json(response, 200, found)
    })
  })
  afterAll(() => server.close())

  const { resolver, actions } = createOktaConnector({ fetchFor: sandboxFetchFor, clock: Date.now })
  const find = (email: string) =>
    resolver.findByEmail(email, { accessToken: 't', origin: server.origin }, AbortSignal.timeout(10_000))

  /** Reads the search language back, by its own rules: an attribute, `eq`, one JSON string; twice; nothing else. */
  function literalsOf(search: string): string[] {
    const string = String.raw`"(?:[^"\\]|\\.)*"`
    const match = new RegExp(
      `^\\(profile\\.email eq (${string}) or profile\\.login eq (${string})\\)$`,
      's',
    ).exec(search)
    if (match === null) throw new Error(`not the search that was meant: ${search}`)
    return match.slice(1).map((literal) => JSON.parse(literal) as string)
  }

  it('no address can end its own quotes', async () => {
    hits = []
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc
        .array(
          fc.constantFrom('"', '\\', ' or ', 'id pr', '%22', '&', '#', '+', '\n', 'é', '\u0000', '💥', ')'),
          { minLength: 1 },
        )
        .map((parts) => parts.join('')),
    )
    await fc.assert(
      fc.asyncProperty(hostile, async (address) => {
        server.seen.length = 0
        expect(await find(address)).toBeNull()
        const search = new URL(server.seen[0]?.url ?? '', server.origin).searchParams.get('search') ?? ''
        expect(literalsOf(search)).toEqual([address, address])
      }),
      { numRuns: 150 },
    )
  })

  it('sends nothing for an address that is empty or endless', async () => {
    server.seen.length = 0
    expect(await find('')).toBeNull()
    expect(await find('a'.repeat(10_000))).toBeNull()
    expect(server.seen).toHaveLength(0)
  })

  it('the schema keeps out of `find` what is no address', async () => {
    server.seen.length = 0
    const refused = actions['okta.user.find'].execute({
      params: { email: '" or id pr' },
      target: null,
      objects: [],
      credential: { accessToken: 't', origin: server.origin },
      signal: AbortSignal.timeout(5_000),
    })
    expect(isDexError(await refused.catch((error: unknown) => error), 'params_invalid')).toBe(true)
    expect(server.seen).toHaveLength(0)
  })

  const user = (id: string, login: string, email: string) =>
    oktaUserBody({ id, profile: { firstName: 'A', lastName: 'B', login, email } })

  it('one exact hit is read again by its id; a near one is none; two are ambiguous', async () => {
    hits = [user('00uAAAAAAAAAAAAAAAAA', 'Mina@corp.test', 'mina@corp.test')]
    expect((await find('mina@corp.test'))?.id).toBe('00uAAAAAAAAAAAAAAAAA')
    expect(server.seen.some((seen) => seen.url === '/api/v1/users/00uAAAAAAAAAAAAAAAAA')).toBe(true)

    hits = [user('00uAAAAAAAAAAAAAAAAA', 'mina@corp.test.evil', 'mina@corp.test.evil')]
    expect(await find('mina@corp.test')).toBeNull()

    hits = [
      user('00uAAAAAAAAAAAAAAAAA', 'mina@corp.test', 'mina@corp.test'),
      user('00uBBBBBBBBBBBBBBBBB', 'other@corp.test', 'mina@corp.test'),
    ]
    expect(isDexError(await find('mina@corp.test').catch((error: unknown) => error), 'ambiguous')).toBe(true)
  })

  it.each(['x" or id pr or profile.name co "', '\\', '"', 'a\\" or "b'])(
    'a group’s name stays a value: %s',
    async (name) => {
      server.seen.length = 0
      const call = { target: null, objects: [], credential: { accessToken: 't', origin: server.origin } }
      const signal = AbortSignal.timeout(10_000)
      await actions['okta.group.find'].execute({ ...call, params: { name }, signal }).catch(() => null)
      const search = new URL(server.seen[0]?.url ?? '', server.origin).searchParams.get('search')
      expect(search).toBe(`profile.name co ${JSON.stringify(name)}`)
    },
  )
})

describe('okta: calls side by side', () => {
  const pages = 3

  /** Answers pages of users, each after a while, so that calls side by side interleave. */
  let server: AnsweringServer
  beforeAll(async () => {
    server = await answeringServer((seen, response) => {
      void (async () => {
        const url = new URL(seen.url, server.origin)
        const page = Number(url.searchParams.get('after') ?? 1)
        await setTimeout(Math.random() * 20)
        if (page < pages) {
          url.searchParams.set('after', String(page + 1))
          response.setHeader('link', `<${url.href}>; rel="next"`)
        }
        response.setHeader('x-okta-request-id', `of ${String(seen.headers.authorization)}`)
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify([{ id: `00u${page}` }]))
      })()
    })
  })
  afterAll(() => server.close())

  const run = createOktaRun({ fetchFor: sandboxFetchFor, clock: Date.now })
  const called = (accessToken: string) => ({
    credential: { accessToken, origin: server.origin },
    signal: AbortSignal.timeout(10_000),
  })

  describe('calls side by side at one origin', () => {
    it('each go out on their own credential, every page of them', async () => {
      server.seen.length = 0
      const callers = Array.from({ length: 12 }, (_, index) => `token-${index}`)
      const outcomes = await Promise.all(
        callers.map((token) =>
          run(called(token), async (client) =>
            collect(await client.userApi.listUsers({ search: token }), 100),
          ),
        ),
      )
      for (const [index, { value, requestId }] of outcomes.entries()) {
        expect(value).toHaveLength(pages)
        expect(requestId).toBe(`of Bearer ${callers[index]}`)
      }
      expect(server.seen).toHaveLength(callers.length * pages)
      for (const { url, headers } of server.seen) {
        const asked = new URL(url, server.origin).searchParams.get('search')
        expect(headers.authorization).toBe(`Bearer ${asked}`)
      }
    })

    it('a client that outlives its call sends nothing, and another call’s credential is not its own', async () => {
      let kept: Client | undefined
      await run(called('first'), async (client) => {
        kept = client
      })
      server.seen.length = 0
      await expect(kept?.userApi.getUser({ userId: '00u1' })).rejects.toMatchObject({
        code: 'egress_refused',
      })
      const second = run(called('second'), async (client) => collect(await client.userApi.listUsers({}), 100))
      await expect(kept?.userApi.getUser({ userId: '00u1' })).rejects.toMatchObject({
        code: 'egress_refused',
      })
      await second
      expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(
        Array.from({ length: pages }, () => 'Bearer second'),
      )
    })
  })
})
