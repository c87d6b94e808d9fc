import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sweepSessions } from '#client/api/session/sweep.ts'
import { createTestApi, type Session, type TestApi } from './support/test-api.ts'

const hour = 3_600_000
let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
})
afterAll(() => api.close())
afterEach(() => {
  api.time.aheadMs = 0
})

const statusOf = async (session: Session, headers: Record<string, string> = {}) =>
  (await api.call({ url: '/api/me', headers: { ...session.headers, ...headers } })).statusCode

describe('a session', () => {
  it('ends after an hour unused, and after twelve in any case', async () => {
    const used = await api.browserSession(api.person('Identity Lead'))
    const unused = await api.browserSession(api.person('Identity Lead'))
    for (let at = 0; at <= 11.5; at += 0.5) {
      api.time.aheadMs = at * hour
      expect([at, await statusOf(used)]).toEqual([at, 200])
    }
    expect(await statusOf(unused)).toBe(401)
    api.time.aheadMs = 12 * hour
    expect(await statusOf(used)).toBe(401)
  })

  it('is not kept by what a page fetches by itself', async () => {
    const session = await api.browserSession(api.person('Identity Lead'))
    for (const minutes of [0, 20, 40, 59]) {
      api.time.aheadMs = minutes * 60_000
      expect(await statusOf(session, { 'x-dex-unattended': '1' })).toBe(200)
    }
    api.time.aheadMs = 61 * 60_000
    expect(await statusOf(session, { 'x-dex-unattended': '1' })).toBe(401)
  })

  it('ends everywhere at once, terminals too, and nobody else’s does', async () => {
    const email = api.person('Identity Lead')
    const [browser, terminal] = [await api.browserSession(email), await api.cliSession(email)]
    const other = await api.browserSession(api.person('Head of IT'))
    const list = await api.call({ url: '/api/sessions', headers: browser.headers })
    const { items } = list.json<{ items: { kind: string; current: boolean }[] }>()
    expect(items.filter((each) => each.current)).toHaveLength(1)
    expect(items.map((each) => each.kind)).toContain('cli')
    const answer = await api.call({ method: 'POST', url: '/api/sessions/end-all', headers: browser.headers })
    expect(answer.json<{ ended: number }>().ended).toBe(items.length)
    expect(answer.headers['set-cookie']).toMatch(/__Host-dex=;/)
    expect([await statusOf(browser), await statusOf(terminal), await statusOf(other)]).toEqual([
      401, 401, 200,
    ])
  })

  it('leaves no row behind when it has ended', async () => {
    const count = async () =>
      Number((await api.rows<{ count: string }>('select count(*) from sessions'))[0]?.count)
    await api.browserSession(api.person('Identity Lead'))
    const before = await count()
    expect(before).toBeGreaterThan(0)
    expect(await sweepSessions(api.deps)).toBeGreaterThanOrEqual(0)
    const standing = await count()
    expect(standing).toBeGreaterThan(0)
    api.time.aheadMs = 13 * hour
    expect(await sweepSessions(api.deps)).toBe(standing)
    expect(await count()).toBe(0)
  })
})
