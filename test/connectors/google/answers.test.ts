import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { createGoogleConnector } from '#connectors/google/index.ts'
import { licensingOrigin } from '#connectors/google/licensing-origin.ts'
import type { Code } from '#contract/codes.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { type Answer, type AnsweringServer, answeringServer, json } from '../support/answering-server.ts'
import { sandboxFetchFor } from '../support/fetch-for.ts'
import { objectOf, objectsOf } from '../support/stand-in.ts'

let server: AnsweringServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

const userId = '104857600000000000001'
const groupId = '01ex4mple000001'
const user = (over: Record<string, unknown> = {}) => ({
  id: userId,
  primaryEmail: 'mira@northwind.test',
  name: { fullName: 'Mira Solano' },
  isAdmin: false,
  isDelegatedAdmin: false,
  suspended: false,
  customSchemas: { Hr: { salary: 'never leaves the connector' } },
  ...over,
})
const { actions } = createGoogleConnector({
  fetchFor: sandboxFetchFor,
  clock: Date.now,
  requestTimeoutMs: 2_000,
})

/** The call that the gate would make of it. */
function execute(
  name: string,
  origin: string,
  { id, params = {}, signal = AbortSignal.timeout(10_000) }: Asked = {},
) {
  const acting = new Map<string, ActionConnector>(Object.entries(actions)).get(name)
  if (acting === undefined) throw new Error(`no ${name}`)
  const type = catalog.get(name)?.target?.type
  const targetId = id ?? (type === 'group' ? groupId : userId)
  return acting.execute({
    params,
    target: type === undefined ? null : objectOf('google', type, targetId),
    objects: objectsOf(name, params),
    credential: { accessToken: 'delegated-token', origin },
    signal,
  })
}
interface Asked {
  id?: string
  params?: Record<string, unknown>
  signal?: AbortSignal
}

async function call(action: string, answer: Answer, asked: Asked = {}) {
  server = await answeringServer(answer)
  return execute(action, server.origin, asked)
}

async function failure(...input: Parameters<typeof call>): Promise<DexError> {
  const error: unknown = await call(...input).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDexError(error)) throw new Error('did not fail with a DexError')
  return error
}

const seen = () => server?.seen ?? []
const refusal =
  (status: number, reason: string): Answer =>
  (_seen, response) =>
    json(response, status, {
      error: {
        code: status,
        message: 'mira@northwind.test',
        errors: [{ message: 'mira', domain: 'global', reason }],
      },
    })

describe('google: what goes out', () => {
  it('carries the delegated bearer alone and returns only what the definition allows', async () => {
    const result = await call('google.user.get', (_seen, response) => json(response, 200, user()))
    expect(seen()).toHaveLength(1)
    expect(seen()[0]?.headers.authorization).toBe('Bearer delegated-token')
    expect(seen()[0]?.url).toBe(`/admin/directory/v1/users/${userId}?projection=full`)
    expect(JSON.stringify(result.fields)).not.toContain('never leaves')
  })

  it.each([
    '..',
    '../groups',
    'all',
    'mira@northwind.test',
    `${userId}/aliases`,
    `${userId}?x=1`,
    '',
    '%2e%2e',
    '1'.repeat(10_000),
    '１０４８５７６０００００００００００００１',
  ])('sends nothing for what is not an id: %s', async (id) => {
    for (const action of ['google.user.suspend', 'google.user.sign_out', 'google.group.list_members']) {
      const error = await failure(action, (_seen, response) => json(response, 200, {}), { id })
      expect(error.code).toBe('platform_not_found')
      expect(error.extra['mayHaveHappened']).toBe(false)
      expect(seen()).toHaveLength(0)
      await server?.close()
    }
  })

  it('no text can end its own quotes in the search language', async () => {
    server = await answeringServer((_seen, response) => json(response, 200, {}))
    const { origin } = server
    const hostile = fc
      .array(
        fc.constantFrom(
          "'",
          "\\'",
          '\\',
          ' isAdmin=true',
          '@',
          '*',
          '"',
          '&query=',
          '#',
          '+',
          'é',
          '💥',
          'a',
        ),
        { minLength: 1 },
      )
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const before = seen().length
        await execute('google.user.find', origin, { params: { text } }).catch(() => undefined)
        for (const { url } of seen().slice(before)) {
          const query = new URL(url, origin).searchParams.get('query') ?? ''
          const match = /^(?:email=|name:)'((?:\\'|[^'\\])*)'$/.exec(query)
          expect(match?.[1]?.replaceAll("\\'", "'")).toBe(text)
        }
        if (text.includes('\\')) expect(seen().length).toBe(before)
      }),
      { numRuns: 150 },
    )
  })

  it('knows the licensing API’s own host at the vendor, and no other', () => {
    expect(licensingOrigin('https://admin.googleapis.com')).toBe('https://licensing.googleapis.com')
    expect(licensingOrigin('https://admin.googleapis.com.evil.example')).toBe(
      'https://admin.googleapis.com.evil.example',
    )
  })
})

describe('google: refusals', () => {
  it.each<[number, string, Code]>([
    [401, 'authError', 'platform_unauthenticated'],
    [403, 'forbidden', 'platform_forbidden'],
    [403, 'userRateLimitExceeded', 'platform_rate_limited'],
    [403, 'quotaExceeded', 'platform_rate_limited'],
    [403, 'domainCannotUseApis', 'platform_forbidden'],
    [404, 'notFound', 'platform_not_found'],
    [409, 'duplicate', 'platform_conflict'],
    [412, 'conditionNotMet', 'platform_conflict'],
    [400, 'invalid', 'platform_invalid'],
    [429, 'rateLimitExceeded', 'platform_rate_limited'],
  ])(
    '%i %s is %s, surely not done, sent once, and says nothing of the answer’s text',
    async (status, reason, code) => {
      const error = await failure('google.user.revoke_token', refusal(status, reason), {
        params: { client: 'app.example' },
      })
      expect(error.code).toBe(code)
      expect(error.extra).toMatchObject({ platformCode: reason, mayHaveHappened: false })
      expect(`${error.message} ${error.log} ${error.stack} ${JSON.stringify(error.extra)}`).not.toContain(
        'mira',
      )
      expect(error.cause).toBeUndefined()
      expect(seen()).toHaveLength(1)
    },
  )

  it.each([500, 502, 503])(
    '%i on a PUT may have happened and goes out once, its password nowhere in the error',
    async (status) => {
      let password = ''
      const error = await failure('google.user.reset_password', (request, response) => {
        password = (JSON.parse(request.body) as { password: string }).password
        json(response, status, { error: { code: status, errors: [{ reason: 'backendError' }] } })
      })
      expect(error.code).toBe('platform_unavailable')
      expect(error.extra['mayHaveHappened']).toBe(true)
      expect(seen()).toHaveLength(1)
      expect(password).toHaveLength(20)
      expect(`${error.message} ${error.log} ${error.stack} ${JSON.stringify(error)}`).not.toContain(password)
    },
  )

  it('a refused read before the write is not the write’s', async () => {
    const error = await failure('google.user.suspend', (_seen, response) => {
      response.writeHead(503)
      response.end()
    })
    expect(error.code).toBe('platform_unavailable')
    expect(error.extra['mayHaveHappened']).toBe(false)
    expect(seen().map(({ method }) => method)).toEqual(['GET'])
  })

  it('`conflict` says that the change is under way: to be read back', async () => {
    const error = await failure('google.group.add_member', refusal(409, 'conflict'), {
      id: groupId,
      params: { user: userId },
    })
    expect(error.code).toBe('platform_conflict')
    expect(error.extra['mayHaveHappened']).toBe(true)
  })

  it('a refusal after the confirmed write is not the write’s own', async () => {
    const error = await failure('google.user.generate_backup_codes', (request, response, origin) => {
      if (request.method === 'GET') return refusal(403, 'forbidden')(request, response, origin)
      response.writeHead(204)
      response.end()
    })
    expect(error.code).toBe('platform_bad_answer')
    expect(error.extra['mayHaveHappened']).toBe(true)
  })
})

describe('google: answers that cannot be read', () => {
  const raw =
    (body: string, headers: Record<string, string>): Answer =>
    (_seen, response) => {
      response.writeHead(200, headers)
      response.end(body)
    }
  const asJson = { 'content-type': 'application/json' }

  it.each<[string, Answer]>([
    ['HTML with a 200', raw('<html>sign in</html>', { 'content-type': 'text/html' })],
    ['JSON cut off', raw('{"id":"104', asJson)],
    ['no content type', raw('{}', {})],
    ['a 200 with an error body', raw('{"error":{"code":500}}', asJson)],
    ['something that is not a user', raw('{"hello":"world"}', asJson)],
    ['nothing at all', raw('', asJson)],
    ['another user', raw(JSON.stringify(user({ id: '104857600000000000002' })), asJson)],
    ['a user without a state', raw(JSON.stringify(user({ suspended: undefined })), asJson)],
  ])('%s is a bad answer', async (_name, answer) => {
    expect((await failure('google.user.get', answer)).code).toBe('platform_bad_answer')
  })

  it('a proxy’s 404 is not a fact about the user', async () => {
    const error = await failure('google.user.get', (_seen, response) => {
      response.writeHead(404, { 'content-type': 'text/html' })
      response.end('<h1>nothing here</h1>')
    })
    expect(error.code).toBe('platform_bad_answer')
  })

  it('the deadline closes the socket, also in the middle of a body', async () => {
    let closed = false
    const answer: Answer = (_seen, response) => {
      response.on('close', () => {
        closed = true
      })
      response.writeHead(200, asJson)
      response.write('{"id":')
    }
    const error = await failure('google.user.get', answer, { signal: AbortSignal.timeout(150) })
    expect(error.code).toBe('platform_timeout')
    await expect.poll(() => closed).toBe(true)
  })
})

describe('google: other addresses (T13)', () => {
  it('follows page tokens to the end, over empty pages, each as a value alone', async () => {
    const hostile = ['../../x', 'https://thief.example/?a=b&c#d', '..%2f..%2f']
    const result = await call('google.user.list_groups', (request, response, origin) => {
      const { pathname, searchParams } = new URL(request.url, origin)
      expect(pathname).toBe('/admin/directory/v1/groups')
      const page =
        searchParams.get('pageToken') === null ? 0 : hostile.indexOf(searchParams.get('pageToken') ?? '') + 1
      const groups = [{ id: `01group0000000${page}`, email: `g${page}@x.test`, name: `g${page}` }]
      json(response, 200, {
        ...(page !== 1 && { groups }),
        ...(page < 3 && { nextPageToken: hostile[page] }),
      })
    })
    expect(result.fields).toEqual({
      groups: [0, 2, 3].map((n) => ({ id: `01group0000000${n}`, email: `g${n}@x.test`, name: `g${n}` })),
    })
    expect(seen()).toHaveLength(4)
  })

  it.each<[string, unknown]>([
    ['the same token again', 'x'],
    ['what is no token', { a: 1 }],
    ['an endless token', 'y'.repeat(9_000)],
  ])('%s ends the list as a bad answer', async (_name, nextPageToken) => {
    const error = await failure('google.user.list_groups', (_seen, response) =>
      json(response, 200, { nextPageToken }),
    )
    expect(error.code).toBe('platform_bad_answer')
    expect(seen().length).toBeLessThan(3)
  })

  it('ends a list that never ends, and one that is too long', async () => {
    let page = 0
    const endless = await failure('google.user.list_groups', (_seen, response) => {
      page += 1
      json(response, 200, { nextPageToken: `t${page}` })
    })
    expect(endless.code).toBe('platform_bad_answer')
    expect(seen().length).toBeLessThanOrEqual(50)
    await server?.close()
    const users = Array.from({ length: 30 }, () => user())
    const long = await failure('google.user.find', (_seen, response) => json(response, 200, { users }), {
      params: { text: 'Mira' },
    })
    expect(long.code).toBe('platform_invalid')
  })

  it.each([301, 302, 307, 308])('does not follow a %i, read or write', async (status) => {
    const thief = await answeringServer((_seen, response) => json(response, 200, user()))
    try {
      for (const action of ['google.user.get', 'google.user.sign_out', 'google.license.list']) {
        const params = action === 'google.license.list' ? { sku: 'Google-Vault' } : {}
        const redirect: Answer = (_seen, response) => {
          response.writeHead(status, { location: `${thief.origin}/admin/directory/v1/users/${userId}` })
          response.end()
        }
        expect((await failure(action, redirect, { params })).code).toBe('egress_refused')
        await server?.close()
      }
      expect(thief.seen).toHaveLength(0)
    } finally {
      await thief.close()
    }
  })

  it('takes neither its address nor a proxy from the environment', async () => {
    const names = ['GOOGLE_CLOUD_UNIVERSE_DOMAIN', 'HTTP_PROXY', 'HTTPS_PROXY'] as const
    for (const name of names) process.env[name] = 'http://elsewhere.example:9'
    try {
      const result = await call('google.user.get', (_seen, response) => json(response, 200, user()))
      expect(result.fields).toMatchObject({ id: userId })
    } finally {
      for (const name of names) delete process.env[name]
    }
    expect(seen()).toHaveLength(1)
  })
})
