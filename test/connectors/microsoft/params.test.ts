import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { createConnectors } from '#connectors/index.ts'
import { isDexError } from '#contract/error.ts'
import { type AnsweringServer, answeringServer, json } from '../support/answering-server.ts'
import { sandboxFetchFor } from '../support/fetch-for.ts'
import { objectsOf, targetOf } from './sandbox-microsoft.ts'

let server: AnsweringServer
beforeAll(async () => {
  server = await answeringServer((_seen, response) => json(response, 200, {}))
})
afterAll(() => server.close())
beforeEach(() => {
  server.seen.length = 0
})

const connectors = createConnectors({ fetchFor: sandboxFetchFor, clock: Date.now })
const definitions = [...catalog.values()].filter(({ platform }) => platform === 'microsoft')
const id = '0f8fad5b-d9cb-469f-a165-70867728950e'

it.each(definitions.map((definition) => [definition.name, definition] as const))(
  '%s sends nothing for parameters that its schema refuses',
  async (name, definition) => {
    const keys = [...Object.keys(definition.params.shape), 'extra', '__proto__', 'passwordProfile']
    const given = fc.dictionary(fc.constantFrom(...keys), fc.anything({ maxDepth: 1 }), { maxKeys: 4 })
    await fc.assert(
      fc.asyncProperty(given, async (params) => {
        fc.pre(!definition.params.safeParse(params).success)
        const work = connectors.connectorFor(name)?.execute({
          params,
          target: definition.target === null ? null : targetOf(id, definition.targetType),
          objects: objectsOf(name, params),
          credential: { accessToken: 'delegated-token', origin: server.origin },
          signal: AbortSignal.timeout(30_000),
        })
        const error = await work?.then(
          () => null,
          (thrown: unknown) => thrown,
        )
        expect(isDexError(error, 'params_invalid') && error.extra['mayHaveHappened']).toBe(false)
        expect(server.seen).toEqual([])
      }),
      { numRuns: 30 },
    )
  },
)
