import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TenantId } from '#contract/ids.ts'
import type { LogEntry } from '#contract/log-entry.ts'
import { appendLog } from '#store/log.ts'
import { createTestApi, type Session, type TestApi } from './support/test-api.ts'

let api: TestApi
let url: string
beforeAll(async () => {
  api = await createTestApi()
  url = await api.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => api.close())

interface Told {
  event: string
  id: number | null
  data: { kind?: string; request?: string | null }
}

/** Follows the stream until `enough`, or for two seconds. */
async function follow(
  session: Session,
  options: {
    query?: string
    lastId?: number
    ready?: () => Promise<void>
    enough: (told: Told[]) => boolean
  },
): Promise<Told[]> {
  const abort = new AbortController()
  const response = await fetch(`${url}/api/live${options.query ?? ''}`, {
    headers: {
      ...session.headers,
      ...(options.lastId !== undefined && { 'last-event-id': String(options.lastId) }),
    },
    signal: abort.signal,
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const told: Told[] = []
  const timer = setTimeout(() => abort.abort(), 2_000)
  await options.ready?.()
  try {
    let rest = ''
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + Buffer.from(chunk).toString('utf8')).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1]
        const event = field('event')
        if (event === undefined) continue
        told.push({
          event,
          id: Number(field('id') ?? NaN) || null,
          data: JSON.parse(field('data') ?? '{}') as Told['data'],
        })
      }
      if (options.enough(told)) break
    }
  } catch (error) {
    if (!abort.signal.aborted) throw error
  } finally {
    clearTimeout(timer)
    abort.abort()
  }
  return told
}

const append = (entry: Partial<LogEntry>) =>
  api.deps.database.transaction(api.world.tenant as TenantId, (tx) =>
    appendLog(api.world.tenant as TenantId, tx, {
      v: 1,
      kind: 'request.status',
      at: new Date().toISOString(),
      by: { role: 'gate' },
      ...entry,
    }),
  )

const create = async (session: Session): Promise<string> => {
  const answer = await api.call({
    method: 'POST',
    url: '/api/requests',
    headers: session.headers,
    payload: { title: 'a test', text: '' },
  })
  return answer.json<{ id: string }>().id
}

describe('what changes', () => {
  it('is told as it happens, ids alone, each with its place in the log', async () => {
    const admin = await api.browserSession(api.person('Identity Lead'))
    const { seq } = await append({})
    const told = await follow(admin, {
      ready: async () => void (await append({ code: 'not-to-be-told', request: 'req_x' })),
      enough: (events) => events.length > 0,
    })
    expect(told[0]).toMatchObject({ event: 'change', id: seq + 1 })
    expect(Object.keys(told[0]?.data ?? {}).sort()).toEqual(['approval', 'kind', 'request', 'seq'])
    expect(JSON.stringify(told)).not.toContain('not-to-be-told')
  })

  it('goes on where it was, after a break of the line', async () => {
    const admin = await api.browserSession(api.person('Identity Lead'))
    const { seq } = await append({})
    for (let more = 0; more < 3; more += 1) await append({})
    for (const position of [{ lastId: seq }, { query: `?after=${seq}` }]) {
      const told = await follow(admin, { ...position, enough: (events) => events.length >= 3 })
      expect(told.map((each) => each.id)).toEqual([seq + 1, seq + 2, seq + 3])
    }
  })

  it('is not told one by one to who missed too much', async () => {
    const admin = await api.browserSession(api.person('Identity Lead'))
    const { seq } = await append({})
    for (let more = 0; more < 560; more += 1) await append({})
    const told = await follow(admin, { lastId: seq, enough: (events) => events.length > 0 })
    expect(told[0]?.event).toBe('reset')
    expect(told[0]?.id).toBeGreaterThan(seq + 550)
  })

  it('is told to an employee of their own requests and of nothing else', async () => {
    const employee = await api.browserSession(api.person('Accountant'))
    const other = await api.browserSession(api.person('Payroll Specialist'))
    const [own, foreign] = [await create(employee), await create(other)]
    const told = await follow(employee, {
      ready: async () => {
        await append({ request: foreign })
        await append({ kind: 'bundle.published' })
        await append({ request: own })
      },
      enough: (events) => events.length > 0,
    })
    expect(new Set(told.map((each) => each.data.request))).toEqual(new Set([own]))
  })

  it('costs the database the same however many look: one look at the head a tenant', async () => {
    const people = api.world.company.accounts.filter(
      (each) => each.kind === 'person' && each.status === 'ACTIVE' && each.email === each.login,
    )
    const sessions: Session[] = []
    for (const { email } of people.slice(0, 17)) sessions.push(await api.browserSession(email))
    const abort = new AbortController()
    const read = vi.spyOn(api.deps.database, 'read')
    const looksIn = async (ms: number): Promise<number> => {
      read.mockClear()
      await new Promise((resolve) => setTimeout(resolve, ms))
      return read.mock.calls.length
    }
    const start = (session: Session) =>
      fetch(`${url}/api/live`, { headers: session.headers, signal: abort.signal })
    try {
      const first = await start(sessions[0] as Session)
      const alone = await looksIn(2_000)
      const others = await Promise.all(
        sessions.flatMap((session, at) => Array.from({ length: at === 0 ? 17 : 18 }, () => start(session))),
      )
      const open = [first, ...others].filter((each) => each.status === 200)
      expect(open.length).toBeGreaterThanOrEqual(300)
      expect(await looksIn(2_000)).toBeLessThanOrEqual(alone + 2)
      expect(alone).toBeLessThanOrEqual(7)
      // Whose a request is, is read once for all who are not told of everybody's.
      const heard = (async () => {
        for await (const chunk of first.body ?? [])
          if (Buffer.from(chunk).toString('utf8').includes('event: change')) return true
        return false
      })()
      read.mockClear()
      await append({ request: 'req_of_nobody' })
      expect(await heard).toBe(true)
      expect(await looksIn(600)).toBeLessThanOrEqual(4)
    } finally {
      read.mockRestore()
      abort.abort()
    }
  }, 60_000)

  it('needs a session, and ends a person’s twenty-first stream', async () => {
    expect((await fetch(`${url}/api/live`)).status).toBe(401)
    const admin = await api.browserSession(api.person('Head of IT'))
    const abort = new AbortController()
    const streams = await Promise.all(
      Array.from({ length: 21 }, () =>
        fetch(`${url}/api/live`, { headers: admin.headers, signal: abort.signal }),
      ),
    )
    expect(streams.map((each) => each.status).filter((status) => status === 429)).toHaveLength(1)
    abort.abort()
  })
})
