import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import type { ActionDefinition } from '#contract/action.ts'
import { createConnectors } from '#connectors/index.ts'
import { isDexError } from '#contract/error.ts'
import { type AnsweringServer, answeringServer, json } from './support/answering-server.ts'
import { sandboxFetchFor } from './support/fetch-for.ts'
import { resolved, userId } from './support/okta-user.ts'

let server: AnsweringServer
beforeAll(async () => {
  // Answers everything with a refusal: what matters here is what was asked.
  server = await answeringServer((_seen, response) => json(response, 404, { errorCode: 'E0000007' }))
})
afterAll(() => server.close())
beforeEach(() => {
  server.seen.length = 0
})

const connectors = createConnectors({ fetchFor: sandboxFetchFor, clock: Date.now })
const actions = [...catalog.values()].filter(({ platform }) => platform === 'okta')

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '..',
    '../groups',
    'me',
    '%2e%2e',
    'a/b',
    userId,
    'x@y.example',
    '"',
    '00u?x=1',
    'a'.repeat(10_000),
  ),
)
const anything = fc.oneof(hostileText, fc.anything({ maxDepth: 2 }))

async function attempt(
  { name, target, objects }: ActionDefinition,
  id: string,
  params: Record<string, unknown>,
): Promise<unknown> {
  const call = {
    params,
    target: target === null ? null : resolved(target.type, id),
    objects: objects.flatMap(({ param, type }) => {
      const named = params[param]
      return typeof named === 'string' ? [resolved(type, named)] : []
    }),
    credential: { accessToken: 't', origin: server.origin },
    signal: AbortSignal.timeout(10_000),
  }
  const connector = connectors.connectorFor(name)
  const readBack = { ...call, since: '2026-01-01T00:00:00.000Z' }
  const [executed] = await Promise.allSettled([
    connector?.execute(call) ?? Promise.resolve(),
    connector?.happened?.(readBack) ?? Promise.resolve(),
  ])
  return executed?.status === 'rejected' ? executed.reason : null
}

describe.each(actions.map((definition) => [definition.name, definition] as const))(
  '%s',
  (_name, definition) => {
    it('sends nothing for parameters that its schema refuses, neither to do it nor to read it back', async () => {
      const keys = [...Object.keys(definition.params.shape), 'extra', '__proto__', 'department', 'status']
      const params = fc.dictionary(fc.constantFrom(...keys), anything, { maxKeys: 4 })
      await fc.assert(
        fc.asyncProperty(params, async (given) => {
          fc.pre(!definition.params.safeParse(given).success)
          server.seen.length = 0
          const error = await attempt(definition, userId, given)
          expect(isDexError(error, 'params_invalid') && error.extra['mayHaveHappened']).toBe(false)
          expect(server.seen).toEqual([])
        }),
        { numRuns: 60 },
      )
    })

    it('whatever the target’s id, it stays one segment of the action’s own route', async () => {
      if (definition.target === null) return
      const valid = sample(definition)
      await fc.assert(
        fc.asyncProperty(hostileText, async (id) => {
          server.seen.length = 0
          await attempt(definition, id, valid)
          for (const { url } of server.seen) {
            const path = decodeURIComponent(url.split('?', 1)[0] ?? '')
            expect(path.split('/').slice(0, 4)).toEqual([
              '',
              'api',
              'v1',
              expect.stringMatching(/^(users|groups|apps|logs)$/),
            ])
            expect(`${path}/`).toContain(path === '/api/v1/logs' ? '/' : `/${id}/`)
            expect(id).toMatch(/^[A-Za-z0-9]{20}$/)
          }
        }),
        { numRuns: 40 },
      )
    })
  },
)

/** Parameters that the schema takes, by name. */
function sample({ params }: ActionDefinition): Record<string, unknown> {
  const values: Record<string, unknown> = {
    delivery: 'email',
    temporary: 'none',
    factor: userId,
    user: userId,
    manager: userId,
    login: 'a@b.example',
    email: 'a@b.example',
    department: 'Ops',
    phone: '+4915112345678',
    title: 'Closer',
  }
  const found = Object.fromEntries(Object.entries(values).filter(([name]) => name in params.shape))
  expect(params.safeParse(found).success).toBe(true)
  return found
}

it('an object that the gate has not resolved is never called upon, nor one of another type', async () => {
  const connector = connectors.connectorFor('okta.group.add_member')
  for (const objects of [[], [resolved('user', '00uBBBBBBBBBBBBBBBBB')], [resolved('group', userId)]]) {
    const work = connector?.execute({
      params: { user: userId },
      target: resolved('group', '00gAAAAAAAAAAAAAAAAA'),
      objects,
      credential: { accessToken: 't', origin: server.origin },
      signal: AbortSignal.timeout(10_000),
    })
    expect(isDexError(await work?.catch((error: unknown) => error), 'fact_missing')).toBe(true)
  }
  const wrong = connector?.execute({
    params: { user: userId },
    target: resolved('user', userId),
    objects: [resolved('user', userId)],
    credential: { accessToken: 't', origin: server.origin },
    signal: AbortSignal.timeout(10_000),
  })
  expect(isDexError(await wrong?.catch((error: unknown) => error), 'target_not_found')).toBe(true)
  expect(server.seen).toEqual([])
})

it('a filter’s value stays a value', async () => {
  const hostile = ['x" or id pr or profile.name co "', '\\', '"', 'a\\" or "b']
  for (const name of hostile) {
    server.seen.length = 0
    await connectors
      .connectorFor('okta.group.find')
      ?.execute({
        params: { name },
        target: null,
        objects: [],
        credential: { accessToken: 't', origin: server.origin },
        signal: AbortSignal.timeout(10_000),
      })
      .catch(() => null)
    const search = new URL(server.seen[0]?.url ?? '', server.origin).searchParams.get('search')
    expect(search).toBe(`profile.name co ${JSON.stringify(name)}`)
  }
})
