import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOktaConnector } from '#connectors/okta/index.ts'
import { isDexError } from '#contract/error.ts'
import { type AnsweringServer, answeringServer, json } from './support/answering-server.ts'
import { sandboxFetchFor } from './support/fetch-for.ts'
import { oktaUserBody } from './support/okta-user.ts'

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
