import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { createConnectors } from '#connectors/index.ts'
import type { ActionDefinition, ResolvedObject } from '#contract/action.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { type Answer, type AnsweringServer, answeringServer, json } from './support/answering-server.ts'
import { sandboxFetchFor } from './support/fetch-for.ts'
import { objectOf, objectsOf } from './support/stand-in.ts'

/** What must hold of every action on every platform, whatever is asked and whatever is answered. */
const actions = [...catalog.values()].filter(({ platform }) => platform !== 'dex')
const connectors = createConnectors({ fetchFor: sandboxFetchFor, clock: Date.now, requestTimeoutMs: 1_000 })

const absent: Answer = (_seen, response) => json(response, 404, {})
let answer = absent
let server: AnsweringServer
let elsewhere: AnsweringServer
beforeAll(async () => {
  server = await answeringServer((...asked) => answer(...asked))
  elsewhere = await answeringServer(absent)
})
afterAll(() => Promise.all([server.close(), elsewhere.close()]))
beforeEach(() => {
  server.seen.length = 0
  answer = absent
})

interface Asked {
  id?: string
  params?: Record<string, unknown>
  objects?: ResolvedObject[]
  targetType?: string
  signal?: AbortSignal
}

async function refusal(definition: ActionDefinition, asked: Asked = {}, readBack = false): Promise<DexError> {
  const { name, platform, target } = definition
  const { id = idOf(definition), params = sampleOf(definition), objects = objectsOf(name, params) } = asked
  const type = asked.targetType ?? target?.type
  const connector = connectors.connectorFor(name)
  const call = {
    params,
    target: type === undefined ? null : objectOf(platform, type, id),
    objects,
    credential: { accessToken: 'delegated-token', origin: server.origin },
    signal: asked.signal ?? AbortSignal.timeout(30_000),
  }
  const work = readBack ? connector?.happened?.({ ...call, since: longAgo }) : connector?.execute(call)
  const error: unknown = await work?.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDexError(error)) throw new Error(`no DexError: ${String(error)}`)
  return error
}
const longAgo = '2026-01-01T00:00:00.000Z'

const ids: Readonly<Record<string, readonly string[]>> = {
  okta: ['00uA1b2C3d4E5f6G7h8I'],
  microsoft: ['0f8fad5b-d9cb-469f-a165-70867728950e'],
  google: ['104857600000000000001', '01ex4mple000001', 'AFiQxQ8example00000000', 'id:03ph8a2z1example'],
  scim: ['2819c223-7f76-453a'],
}
const idOf = ({ platform, target }: ActionDefinition): string => {
  const at = ['group', 'mobile_device', 'org_unit'].indexOf(target?.type ?? '') + 1
  return ids[platform]?.[at] ?? ids[platform]?.[0] ?? ''
}

/** The least that the schema takes. */
function sampleOf({ name, platform, params }: ActionDefinition): Record<string, unknown> {
  const words = ['mina@corp.test', '+4915112345678', 'Ops', 24, true, ['mina@corp.test']]
  const options = ['email', 'none', 'work', 'phone', 'block', 'login', 'disabled', 'admin', 'one_time_secret']
  const pool = [...(ids[platform] ?? []), ...words, ...options]
  const fitting = Object.entries(params.shape).map(([key, schema]) => [
    key,
    key === 'sku' ? 'Google-Vault' : pool.find((value) => schema.safeParse(value).success),
    schema.safeParse(undefined).success,
  ])
  const required = Object.fromEntries(fitting.filter(([, , optional]) => optional !== true))
  const candidates = [required, ...fitting.map(([key, value]) => ({ ...required, [String(key)]: value }))]
  const found = candidates.find((candidate) => params.safeParse(candidate).success)
  if (found === undefined) throw new Error(`nothing in this file’s pool is a parameter of \`${name}\``)
  return found
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    ...['..', '.', '../groups', 'me', '%2e%2e', 'a/b', 'a\\b', '"', "'", 'x@y.example', 'x?a=1', 'x#y', ''],
    ...['ｕｓｅｒ', 'a\u202eb', '\u0000', 'x" or id pr', "' or ''='", '$ref', 'users/x', '//evil.example/'],
    'a'.repeat(10_000),
  ),
)
const anything = fc.oneof(hostile, fc.anything({ maxDepth: 2 }))

const raw =
  (body: string, type = 'application/json'): Answer =>
  (_seen, response) => {
    response.writeHead(200, { 'content-type': type })
    response.end(body)
  }
const errorBodies: Readonly<Record<string, unknown>> = {
  okta: { errorCode: 'E0000009', errorSummary: 'Internal Server Error' },
  microsoft: { error: { code: 'generalException', message: 'no' } },
  google: { error: { code: 500, message: 'no', errors: [{ reason: 'backendError' }] } },
  scim: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '500', detail: 'no' },
}

describe.each(actions.map((definition) => [definition.name, definition] as const))(
  '%s',
  (name, definition) => {
    it('sends nothing for parameters that its schema refuses, neither to do it nor to read it back', async () => {
      const keys = [...Object.keys(definition.params.shape), 'extra', '__proto__', 'department', 'status']
      const params = fc.dictionary(fc.constantFrom(...keys), anything, { maxKeys: 4 })
      await fc.assert(
        fc.asyncProperty(params, async (given) => {
          fc.pre(!definition.params.safeParse(given).success)
          for (const readBack of definition.write ? [false, true] : [false]) {
            const error = await refusal(definition, { params: given }, readBack)
            expect([error.code, error.extra['mayHaveHappened']]).toEqual(['params_invalid', false])
          }
          expect(server.seen).toEqual([])
        }),
        { numRuns: 30 },
      )
    })

    it.skipIf(definition.target === null)('whatever the target’s id, no other route is reached', async () => {
      await fc.assert(
        fc.asyncProperty(hostile, async (id) => {
          server.seen.length = 0
          await refusal(definition, { id })
          for (const { url } of server.seen) {
            const segments = url.split('?', 1)[0]?.split('/').slice(1) ?? []
            for (const segment of segments) expect(segment).toMatch(/^(?!\.{1,2}$)[\w.~$:@=-]+$/)
            expect(id).toMatch(/^[\w.~=-]{1,512}$/)
          }
        }),
        { numRuns: 30 },
      )
    })

    it.skipIf(definition.objects.length === 0 && definition.target === null)(
      'calls upon nothing that the gate has not resolved (T3)',
      async () => {
        const params = sampleOf(definition)
        const named = objectsOf(name, params)
        for (const objects of [[], named.map((object) => ({ ...object, type: 'planet' }))]) {
          if (named.length === 0) break
          expect((await refusal(definition, { objects })).code).toBe('fact_missing')
        }
        if (definition.target !== null)
          expect((await refusal(definition, { targetType: 'planet' })).code).toBe('target_not_found')
        expect(server.seen).toEqual([])
      },
    )

    it.each<[string, Answer]>([
      ['a web page', raw('<html>sign in</html>', 'text/html')],
      ['a web page that says JSON', raw('<html>sign in</html>')],
      ['JSON cut off', raw('{"id":"0')],
      ['an error body', raw(JSON.stringify(errorBodies[definition.platform]))],
    ])('%s with a 200 never passes for done', async (_what, given) => {
      answer = given
      const error = await refusal(definition)
      const writes = server.seen.filter(({ method }) => method !== 'GET').length
      expect(error.code).toBe('platform_bad_answer')
      expect(server.seen.length).toBeGreaterThan(0)
      expect(writes).toBeLessThan(2)
      if (writes === 1) expect(error.extra['mayHaveHappened']).toBe(true)
    })

    it.each([302, 307])('a %i is not followed (T13)', async (status) => {
      answer = (_seen, response) => {
        response.writeHead(status, { location: `${elsewhere.origin}/` }).end()
      }
      expect((await refusal(definition)).code).toBe('egress_refused')
      expect(server.seen.length).toBeGreaterThan(0)
      expect(elsewhere.seen).toEqual([])
    })
  },
)

describe.each(['okta.user.suspend', 'microsoft.user.disable', 'google.user.suspend', 'scim.user.deactivate'])(
  '%s',
  (name) => {
    const definition = actions.find((each) => each.name === name)
    if (definition === undefined) throw new Error(`no ${name}`)
    /** Some look before they write; what was never sent did not happen. */
    const wrote = () => server.seen.some(({ method }) => method !== 'GET')

    it.each<[string, Answer]>([
      ['never answers', () => undefined],
      ['never ends', (_seen, response) => void response.writeHead(200).write('{')],
    ])('a platform that %s is left in time: by the call’s own, and by the caller’s', async (_what, given) => {
      answer = given
      for (const asked of [() => ({}), () => ({ signal: AbortSignal.timeout(100) })]) {
        server.seen.length = 0
        const error = await refusal(definition, asked())
        expect([error.code, error.extra['mayHaveHappened']]).toEqual(['platform_timeout', wrote()])
      }
    })

    it('a connection that breaks may have done it', async () => {
      answer = (_seen, response) => void response.socket?.destroy()
      const error = await refusal(definition)
      expect([error.code, error.extra['mayHaveHappened']]).toEqual(['platform_unavailable', wrote()])
    })
  },
)
