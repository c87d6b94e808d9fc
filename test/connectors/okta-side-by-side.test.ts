import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '@okta/okta-sdk-nodejs'
import { collect } from '#connectors/okta/collect.ts'
import { createOktaRun } from '#connectors/okta/run.ts'
import { type AnsweringServer, answeringServer } from './support/answering-server.ts'
import { sandboxFetchFor } from './support/fetch-for.ts'

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
        run(called(token), async (client) => collect(await client.userApi.listUsers({ search: token }), 100)),
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
    await expect(kept?.userApi.getUser({ userId: '00u1' })).rejects.toMatchObject({ code: 'egress_refused' })
    const second = run(called('second'), async (client) => collect(await client.userApi.listUsers({}), 100))
    await expect(kept?.userApi.getUser({ userId: '00u1' })).rejects.toMatchObject({ code: 'egress_refused' })
    await second
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: pages }, () => 'Bearer second'),
    )
  })
})
