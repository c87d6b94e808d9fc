import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { createMicrosoftConnector } from '#connectors/microsoft/index.ts'
import type { Code } from '#contract/codes.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { type Answer, type AnsweringServer, answeringServer } from '../support/answering-server.ts'
import { sandboxFetchFor } from '../support/fetch-for.ts'
import { objectOf, objectsOf } from '../support/stand-in.ts'

let server: AnsweringServer
afterEach(() => server.close())

const deps = { fetchFor: sandboxFetchFor, clock: Date.now, requestTimeoutMs: 2_000 }
const actions = new Map<string, ActionConnector>(Object.entries(createMicrosoftConnector(deps).actions))
const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
const other = '7c9e6679-7425-40de-944b-e07fc1f90ae7'

interface Options {
  id?: string
  params?: Record<string, unknown>
  signal?: AbortSignal
}

async function call(action: string, answer: Answer, options: Options = {}) {
  server = await answeringServer(answer)
  const connector = actions.get(action)
  if (connector === undefined) throw new Error(`no ${action}`)
  return connector.execute({
    params: options.params ?? {},
    target:
      catalog.get(action)?.target === null
        ? null
        : objectOf('microsoft', catalog.get(action)?.target?.type ?? '', options.id ?? id),
    objects: objectsOf(action, options.params ?? {}),
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

const say =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_seen, response) => {
    response.writeHead(status, {
      'content-type': 'application/json;odata.metadata=minimal;charset=utf-8',
      'request-id': 'the-request-id',
      ...headers,
    })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }

const user = { id, userPrincipalName: 'mina@corp.test', displayName: 'Mina Ito', accountEnabled: true }
const refused = (code: string) => ({
  error: {
    code,
    message: 'mina@corp.test',
    innerError: { date: '2026-11-22T10:00:00', 'request-id': 'inner' },
  },
})

describe('graph: what goes out', () => {
  it('carries the delegated bearer, over http too, and returns only what the definition allows', async () => {
    const secret = {
      ...user,
      aboutMe: 'never leaves the connector',
      mobilePhone: 'never leaves the connector',
    }
    const result = await call('microsoft.user.get', say(200, secret))
    expect(server.seen).toHaveLength(1)
    expect(server.seen[0]?.headers.authorization).toBe('Bearer delegated-token')
    expect(result.requestId).toBe('the-request-id')
    expect(result.fields).toMatchObject({ id, upn: 'mina@corp.test' })
    expect(JSON.stringify(result.fields)).not.toContain('never leaves')
  })

  it.each([
    '..',
    '../groups',
    'me',
    'mina@corp.test',
    `${id}/authentication/methods`,
    `${id}?$select=id`,
    `${id}#`,
    '',
    '%2e%2e',
    'a'.repeat(10_000),
    id.toUpperCase(),
    `https://evil.example/v1.0/users/${id}`,
  ])('sends nothing for what is not an id: %s', async (bad) => {
    const error = await failure('microsoft.user.disable', say(204, ''), { id: bad })
    expect(error.code).toBe('platform_not_found')
    expect(error.extra['mayHaveHappened']).toBe(false)
    expect(server.seen).toHaveLength(0)
  })

  it.each(['..', '../../x', 'a/b', 'a?b', 'a#b', '%2e%2e', 'ü', '', 'a'.repeat(10_000), "a'b"])(
    'sends nothing for a parameter that is not an id: %s',
    async (method) => {
      const error = await failure('microsoft.user.delete_auth_method', say(204, ''), {
        params: { type: 'fido2', method },
      })
      expect(error.code).toBe('params_invalid')
      expect(server.seen).toHaveLength(0)
    },
  )

  it('a removal of a member always ends in $ref', async () => {
    await call('microsoft.group.remove_member', say(204, ''), { params: { user: other } })
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `DELETE /v1.0/groups/${id}/members/${other}/$ref`,
    ])
  })

  it('whatever a name holds, it stays one literal of one question', async () => {
    server = await answeringServer(say(200, { value: [] }))
    const connector = actions.get('microsoft.group.find')
    const schema = catalog.get('microsoft.group.find')?.params
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ maxLength: 150, unit: 'grapheme' }),
          fc.constantFrom(
            "'",
            "''",
            '&$top=1',
            '#',
            '..',
            'https://evil.example/v1.0/',
            '+',
            '%27',
            '$ref',
            '?',
          ),
        ),
        async (name) => {
          server.seen.length = 0
          const run = connector?.execute({
            params: { name },
            target: null,
            objects: [],
            credential: { accessToken: 'delegated-token', origin: server.origin },
            signal: AbortSignal.timeout(10_000),
          })
          const fits = schema?.safeParse({ name }).success === true
          const outcome = await run?.then(
            () => true,
            () => false,
          )
          expect(outcome).toBe(fits)
          expect(server.seen).toHaveLength(fits ? 1 : 0)
          if (!fits) return
          const url = new URL(server.seen[0]?.url ?? '', server.origin)
          expect(url.pathname).toBe('/v1.0/groups')
          expect([...url.searchParams.keys()].sort()).toEqual(['$filter', '$select', '$top'])
          expect(url.searchParams.get('$filter')).toBe(
            `startswith(displayName,'${name.replaceAll("'", "''")}')`,
          )
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('graph: refusals', () => {
  it.each<[number, string, Code]>([
    [400, 'Request_BadRequest', 'platform_conflict'],
    [401, 'InvalidAuthenticationToken', 'platform_unauthenticated'],
    [403, 'Authorization_RequestDenied', 'platform_forbidden'],
    [403, 'ErrorAccessDenied', 'platform_forbidden'],
    [404, 'Request_ResourceNotFound', 'platform_not_found'],
    [404, 'ErrorItemNotFound', 'platform_not_found'],
    [409, 'Directory_ConcurrencyViolation', 'platform_conflict'],
    [412, 'PreconditionFailed', 'platform_conflict'],
    [429, 'TooManyRequests', 'platform_rate_limited'],
    [500, 'Request_ResourceNotFound', 'platform_unavailable'],
    [501, 'NotImplemented', 'platform_unavailable'],
    [503, 'UnknownError', 'platform_unavailable'],
    [504, 'UnknownError', 'platform_unavailable'],
  ])('%i %s is %s, sent once', async (status, code, expected) => {
    const error = await failure('microsoft.user.disable', say(status, refused(code)))
    expect(error.code).toBe(status === 501 ? 'platform_invalid' : expected)
    expect(error.extra).toEqual({
      platformRequestId: 'the-request-id',
      platformCode: code,
      mayHaveHappened: status >= 500,
    })
    expect(`${error.message} ${error.log}`).not.toContain('mina')
    expect(server.seen).toHaveLength(1)
  })

  it('says how long to wait when Graph does, in seconds or by date, and not otherwise', async () => {
    const throttled = (headers: Record<string, string>) => say(429, refused('TooManyRequests'), headers)
    const wait = async (headers: Record<string, string>) => {
      const error = await failure('microsoft.user.get', throttled(headers))
      await server.close()
      return error.retryAfterMs
    }
    expect(await wait({ 'retry-after': '7' })).toBe(7_000)
    expect(await wait({ 'retry-after': '999999' })).toBe(15 * 60_000)
    const dated = await wait({ 'retry-after': new Date(Date.now() + 30_000).toUTCString() })
    expect(dated).toBeGreaterThan(20_000)
    expect(await wait({})).toBeUndefined()
    expect(await wait({ 'retry-after': 'soon' })).toBeUndefined()
  })

  it.each<[string, Answer]>([
    ['a web page', say(200, '<html>Sign in</html>', { 'content-type': 'text/html' })],
    ['a web page that says JSON', say(200, '<html>Sign in</html>')],
    ['cut-off JSON', say(200, '{"id":"0f8f')],
    ['an error body with a 200', say(200, refused('Authorization_RequestDenied'))],
    ['somebody without an id', say(200, { displayName: 'Mina' })],
    ['a 404 that does not speak Graph', say(404, '<html>', { 'content-type': 'text/html' })],
  ])('%s is no answer', async (_name, answer) => {
    expect((await failure('microsoft.user.get', answer)).code).toBe('platform_bad_answer')
  })

  it('a deadline is a time-out', async () => {
    const error = await failure('microsoft.user.disable', () => undefined, {
      signal: AbortSignal.timeout(100),
    })
    expect(error.code).toBe('platform_timeout')
    expect(error.extra['mayHaveHappened']).toBe(true)
  })
})

describe('graph: where the bearer goes (T13)', () => {
  it('follows no redirect, and the other place sees nothing', async () => {
    const elsewhere = await answeringServer(say(200, user))
    try {
      const error = await failure(
        'microsoft.user.get',
        say(302, '', { location: `${elsewhere.origin}/v1.0/users` }),
      )
      expect(error.retryable || error.code === 'egress_refused').toBe(true)
      expect(elsewhere.seen).toHaveLength(0)
      expect(server.seen).toHaveLength(1)
    } finally {
      await elsewhere.close()
    }
  })

  it.each([
    (_own: string, elsewhere: string) => `${elsewhere}/v1.0/users?$skiptoken=x`,
    (own: string) => `${own}/v1.0/../beta/users`,
    (own: string) => `${own}/beta/users?$skiptoken=x`,
    (own: string) => `${own.replace('http://', 'http://me:pw@')}/v1.0/users`,
    (own: string) => `${own}/v1.0/%2e%2e/oauth2/token`,
    () => 'https://evil.example/v1.0/users?$skiptoken=x',
    () => '/v1.0/users?$skiptoken=x',
    () => 'not an address',
  ])('a hostile next link ends the list: %s', async (linkOf) => {
    const elsewhere = await answeringServer(say(200, { value: [] }))
    try {
      const error = await failure(
        'microsoft.user.find',
        (seen, response, origin) =>
          say(200, { value: [], '@odata.nextLink': linkOf(origin, elsewhere.origin) })(
            seen,
            response,
            origin,
          ),
        {
          params: { email: 'mina@corp.test' },
        },
      )
      expect(error.code).toBe('egress_refused')
      expect(elsewhere.seen).toHaveLength(0)
      expect(server.seen).toHaveLength(1)
    } finally {
      await elsewhere.close()
    }
  })

  it('follows its own next links, empty pages included, as they are', async () => {
    let page = 0
    const result = await call(
      'microsoft.user.find',
      (seen, response, origin) => {
        page += 1
        const next =
          page < 3 ? { '@odata.nextLink': `${origin}/v1.0/users?$skiptoken=a%2Bb${page}=&$top=25` } : {}
        say(200, { value: page === 3 ? [user] : [], ...next })(seen, response, origin)
      },
      { params: { email: 'mina@corp.test' } },
    )
    expect(result.fields).toMatchObject({ users: [{ id }] })
    expect(server.seen.slice(1).map((seen) => seen.url.split('?')[1]?.split('&').sort())).toEqual([
      ['$skiptoken=a%2Bb1=', '$top=25'],
      ['$skiptoken=a%2Bb2=', '$top=25'],
    ])
    for (const seen of server.seen) expect(seen.headers.authorization).toBe('Bearer delegated-token')
  })

  it('pages without end, end', async () => {
    const error = await failure(
      'microsoft.user.find',
      (seen, response, origin) =>
        say(200, { value: [], '@odata.nextLink': `${origin}/v1.0/users?$skiptoken=same` })(
          seen,
          response,
          origin,
        ),
      { params: { email: 'mina@corp.test' } },
    )
    expect(error.code).toBe('platform_bad_answer')
    expect(server.seen).toHaveLength(200)
  })

  it('a list that is longer than can be true is an error, not a cut one', async () => {
    const error = await failure(
      'microsoft.user.find',
      say(200, { value: Array.from({ length: 26 }, () => user) }),
      {
        params: { email: 'mina@corp.test' },
      },
    )
    expect(error.code).toBe('platform_invalid')
  })
})

describe('catalog: what the microsoft entries promise', () => {
  const definitions = [...catalog.values()].filter((definition) => definition.platform === 'microsoft')

  it('T3: what feeds policy, sign-in or recovery is an action of its own and never self-service', () => {
    const split = [
      'department',
      'manager',
      'mail',
      'otherMails',
      'mobilePhone',
      'businessPhones',
      'userPrincipalName',
    ]
    const profile = catalog.get('microsoft.user.update_profile')?.params
    for (const field of split) expect(profile?.safeParse({ [field]: 'x' }).success).toBe(false)
    expect(profile?.safeParse({}).success).toBe(false)
    for (const definition of definitions.filter(({ name }) => name.includes('.update_')))
      expect([definition.name, definition.selfService]).toEqual([definition.name, false])
  })

  it('T3: every id in a parameter that names an object is declared as one', () => {
    const declared = definitions.flatMap(({ name, objects }) => objects.map((object) => [name, object.param]))
    expect(declared.sort()).toEqual(
      [
        ['microsoft.group.add_member', 'user'],
        ['microsoft.group.remove_member', 'user'],
        ['microsoft.license.assign', 'license'],
        ['microsoft.license.remove', 'license'],
        ['microsoft.user.update_manager', 'manager'],
      ].sort(),
    )
    for (const { params, objects } of definitions)
      for (const object of objects) expect(Object.keys(params.shape)).toContain(object.param)
  })

  it('T12: credentials and recovery are marked so, and never self-service', () => {
    const marked = definitions.filter((definition) => definition.credential)
    expect(marked.map(({ name }) => name.replace('microsoft.user.', '')).sort()).toEqual([
      'create_temporary_access_pass',
      'delete_auth_method',
      'reset_password',
      'update_mail',
      'update_phones',
    ])
    for (const definition of marked) expect(definition.selfService).toBe(false)
  })

  it('what takes an action back stands in the catalog, and a write leaves room to settle', () => {
    for (const { name, write, settlesMs, reversible } of definitions) {
      expect([name, reversible === null || catalog.has(reversible.by)]).toEqual([name, true])
      expect([name, settlesMs > 0]).toEqual([name, write])
    }
  })
})
