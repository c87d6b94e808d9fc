import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TenantId } from '#contract/ids.ts'
import type { LogEntry } from '#contract/log-entry.ts'
import { passOn } from '#activities/pass-on/pass-on.ts'
import { appendLog, readLogHead } from '#store/log.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { employees } from '#test/support/cast.ts'
import { rulesOfTime } from '#test/gate/rules-of-time.ts'
import { openGate, type TestGate } from '#test/support/gate.ts'
import type { Person } from '#test/support/world.ts'
import { createTestApi, type Session, type TestApi } from './support/test-api.ts'

let api: TestApi
let url: string
beforeAll(async () => {
  api = await createTestApi({ world: { files: rulesOfTime } })
  url = await api.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(() => api.close())

interface Told {
  event: string
  id: number | null
  data: { kind?: string; request?: string | null; approval?: string | null }
}

/** Follows the stream until `enough`, or for two seconds, or as long as it is said. */
async function follow(
  session: Session,
  options: {
    query?: string
    lastId?: number
    ready?: () => Promise<void>
    enough: (told: Told[]) => boolean
    waitMs?: number
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
  const timer = setTimeout(() => abort.abort(), options.waitMs ?? 2_000)
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

describe('that a yes is waited for', () => {
  let gate: TestGate
  const sessions = new Map<string, Session>()
  const titles = ['Identity Lead', 'Service Desk Lead', 'Applications Owner', 'Security Analyst']
  const as = (title: string): Session => {
    const found = sessions.get(title)
    if (!found) throw new Error(title)
    return found
  }
  beforeAll(async () => {
    const { world } = api
    const owner = world.company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
    await world.addPerson(owner, ['admin'], ['admin', 'investigate'])
    // One who opens the console as approvers do, and is of the other set.
    await world.admin.query(
      `update identity_providers set group_roles = group_roles || '{"security-admins": ["approver"]}' where tenant = $1`,
      [world.tenant],
    )
    for (const title of titles) sessions.set(title, await api.cliSession(api.person(title)))
    gate = await openGate(world)
  }, 60_000)
  afterAll(() => gate.close())

  const head = async (): Promise<number> =>
    (await api.deps.database.read(api.world.tenant, (tx) => readLogHead(api.world.tenant, tx)))?.seq ?? 0

  async function asked(login: string, action = 'okta.user.clear_sessions') {
    const { world } = api
    const target = world.company.accounts.find((each) => each.login === login)
    const before = await head()
    const made = await gate.ask(login, { action, target: oktaUserId(world.company, target?.login ?? '') })
    expect(await made.decide()).toMatchObject({ effect: 'require_approval' })
    return { ...made, before, id: (await made.approval()).id }
  }

  /** What one is told of it by the stream, the inbox and the count beside it. */
  async function told(
    session: Session,
    { request, id, before }: { request: string; id: string; before: number },
    waitMs = 20_000,
  ) {
    const [asking] = await api.rows<{ seq: string }>(
      `select max(seq) as seq from activity_log where request = $1 and entry like '%"approval.requested"%'`,
      [request],
    )
    const events = await follow(session, {
      query: `?after=${before}`,
      enough: (all) => all.some((each) => each.id === Number(asking?.seq)),
      waitMs,
    })
    const of = events.filter((each) => each.data.request === request)
    const inbox = await api.call({ url: '/api/approvals?for=me&limit=100', headers: session.headers })
    const counts = await api.call({ url: '/api/counts', headers: session.headers })
    const items = inbox.statusCode === 200 ? inbox.json<{ items: { id: string }[] }>().items : []
    return {
      named: of.some((each) => each.data.approval === id),
      kinds: new Set(of.map((each) => each.data.kind?.split('.')[0])),
      line: items.some((each) => each.id === id),
      lines: items.length,
      count: counts.json<{ approvals: number | null }>().approvals,
    }
  }

  it('is told to whoever may say it, by stream, inbox and count; to others who see the request, that it changed', async () => {
    const [login = ''] = employees(api.world)
    const made = await asked(login)
    for (const title of ['Identity Lead', 'Service Desk Lead']) {
      const heard = await told(as(title), made)
      expect([title, heard.named, heard.line]).toEqual([title, true, true])
      expect(heard.count).toBe(heard.lines)
    }
    // Of the other set; and one who reads everything, and decides nothing.
    for (const title of ['Applications Owner', 'Security Analyst']) {
      const heard = await told(as(title), made)
      expect([title, heard.named, heard.line, heard.lines]).toEqual([title, false, false, 0])
      expect([...heard.kinds]).not.toContain('approval')
    }
    expect((await told(as('Applications Owner'), made)).count).toBe(0)
    const requester = await told(await api.cliSession(login), made)
    expect(requester).toMatchObject({ named: false, line: false, count: null })
    const stranger = await told(await api.cliSession(api.person('Accountant')), made, 2_000)
    expect(stranger).toEqual({ named: false, kinds: new Set(), line: false, lines: 0, count: null })
    // For the record everybody who sees requests can look it up.
    const all = await api.call({ url: `/api/approvals/${made.id}`, headers: as('Security Analyst').headers })
    expect(all.statusCode).toBe(200)
  }, 90_000)

  it('is told to those who come next once it is theirs, and no more to those before', async () => {
    const made = await asked(employees(api.world)[1] ?? '')
    expect((await told(as('Applications Owner'), made)).line).toBe(false)
    await api.world.admin.query(
      `update approvals set expires_at = now() - interval '1 s', deadlines = null where id = $1`,
      [made.id],
    )
    const before = await head()
    const workflowId = `${api.world.tenant}/test/${made.request}`
    expect(await passOn(gate.deps, workflowId, { request: made.request, step: 1 })).not.toBeNull()
    const next = { request: made.request, before, id: (await made.approval()).id }
    expect(next.id).not.toBe(made.id)
    expect(await told(as('Applications Owner'), next)).toMatchObject({ named: true, line: true })
    expect(await told(as('Service Desk Lead'), next)).toMatchObject({ named: false, line: false })
    // Who is of both sets is asked in both.
    expect(await told(as('Identity Lead'), next)).toMatchObject({ named: true, line: true })
  }, 90_000)

  it('is told to neither its author nor whom it touches, no more to who answered, and to a deputy while they are one', async () => {
    const { world } = api
    const own = await asked(api.person('Service Desk Lead'))
    expect(await told(as('Service Desk Lead'), own)).toMatchObject({ named: false, line: false })
    expect(await told(as('Identity Lead'), own)).toMatchObject({ named: true, line: true })

    const both = await asked(employees(world)[2] ?? '', 'okta.user.unlock')
    expect(await told(as('Identity Lead'), both)).toMatchObject({ line: true })
    const lead = {
      id: as('Identity Lead').person,
      email: '',
      oktaId: '',
      connections: { admin: null, investigate: null },
    }
    await both.write(lead as unknown as Person)
    expect(await told(as('Identity Lead'), both)).toMatchObject({ line: false })
    expect(await told(as('Service Desk Lead'), both)).toMatchObject({ line: true })

    expect(await told(as('Applications Owner'), both)).toMatchObject({ named: false, line: false })
    await world.admin.query(
      `insert into deputies (tenant, id, person, deputy, from_at, until_at, statement, signature)
       values ($1, 'dep_told', $2, $3, now() - interval '1 minute', now() + interval '1 hour', '{}', 'none')`,
      [world.tenant, as('Service Desk Lead').person, as('Applications Owner').person],
    )
    // Who is told of one approval is read once for all who ask within a second.
    await expect
      .poll(() => told(as('Applications Owner'), both), { timeout: 30_000 })
      .toMatchObject({ named: true, line: true })
    await world.admin.query(`update deputies set ended_at = now(), ended_by = person where id = 'dep_told'`)
    expect(await told(as('Applications Owner'), both)).toMatchObject({ line: false })
  }, 90_000)
})
