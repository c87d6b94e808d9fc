import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Run } from '#client/cli/command.ts'
import { exitCodes } from '#client/cli/exit-codes.ts'
import type { Io } from '#client/cli/io.ts'
import { listMine } from '#client/cli/log/mine.ts'
import { createOut } from '#client/cli/out.ts'
import type { Session as SessionFile } from '#client/cli/session-file.ts'
import { placesOf } from '#client/cli/up/places.ts'
import { TenantId } from '#contract/ids.ts'
import { type LogEntry, logKinds } from '#contract/log-entry.ts'
import { appendLog } from '#store/log.ts'
import { startWorkers } from '#test/support/cast.ts'
import { createOcsfValidator } from './ocsf/validator.ts'
import { createTestApi, type Session, type TestApi, ticket } from './support/test-api.ts'

let api: TestApi
let workers: { stop(): Promise<void> }
let lead: Session

beforeAll(async () => {
  api = await createTestApi()
  workers = await startWorkers(api.world)
  lead = await api.cliSession(api.person('Identity Lead'))
}, 60_000)
afterAll(async () => {
  await workers.stop()
  await api.close()
})

const get = (url: string, { headers } = lead) => api.call({ url, headers })
const kinds = async (filter = '') => {
  const page = (await get(`/api/activity?limit=1000${filter}`)).json<{
    items: { seq: number; entry: string }[]
  }>()
  return page.items.map(({ entry }) => JSON.parse(entry) as LogEntry)
}
const put = (entry: Partial<LogEntry>) => {
  const tenant = TenantId.parse(api.world.tenant)
  return api.deps.database.transaction(tenant, (tx) =>
    appendLog(tenant, tx, {
      v: 1,
      kind: 'action.outcome',
      at: new Date().toISOString(),
      by: { role: 'gate' },
      ...entry,
    }),
  )
}

test('who is refused is on record: a role that does not allow it, a door with a bad signature, a bad ID token', async () => {
  const somebody = await api.cliSession(api.person('Accountant'))
  expect((await get('/api/activity', somebody)).statusCode).toBe(403)
  for (let knock = 0; knock < 3; knock += 1) {
    expect((await api.hook(ticket(), { secret: `whsec_${'A'.repeat(43)}=` })).statusCode).toBe(401)
  }
  const payload = { idToken: 'no.id.token', signIn: api.signIn }
  expect((await api.call({ method: 'POST', url: '/auth/cli', payload })).statusCode).toBe(401)
  const refused = (await kinds()).filter((each) => /denied|refused/.test(each.kind))
  expect(refused.map(({ kind, code, by, detail }) => [kind, code, by.person, detail])).toEqual([
    ['access.denied', 'forbidden', somebody.person, { route: 'GET /api/activity', count: 1 }],
    // Strangers cannot fill the log: one entry a minute.
    ['door.refused', 'signature_invalid', undefined, { route: 'POST /hooks/tickets/:source', count: 1 }],
    ['session.refused', 'unauthenticated', undefined, { route: 'POST /auth/cli', count: 1 }],
  ])
})

test('the next entry says how many knocks went before it', async () => {
  api.time.aheadMs += 61_000
  await api.hook(ticket(), { secret: `whsec_${'A'.repeat(43)}=`, at: Date.now() + api.time.aheadMs })
  const counts = (await kinds('&kind=door.refused')).map((each) => each.detail?.['count'])
  expect(counts).toEqual([1, 3])
})

test('looking at the log and exporting it are on record, each before its first byte', async () => {
  await get('/api/activity')
  await get('/api/activity')
  const exported = (await get('/api/activity/export?format=csv')).body
  expect(exported).toContain('activity.exported')
  const looks = (await kinds()).filter((each) => each.kind === 'activity.read')
  expect(looks).toHaveLength(1)
  const exports = (await kinds()).filter((each) => each.kind === 'activity.exported')
  expect(exports.map(({ by, detail }) => [by.person, detail])).toEqual([
    [lead.person, { format: 'csv', after: 0, filtered: false }],
  ])
})

test('CSV: no cell is a formula to a spreadsheet, and every cell comes back as it was', async () => {
  const nasty = [
    '=1+1',
    '+cmd|calc',
    '-2',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    'a "quoted", b',
    'two\nlines',
    '＝1',
  ]
  for (const id of nasty) await put({ target: { platform: 'okta', type: 'user', id } })
  const csv = (await get('/api/activity/export?format=csv&kind=action.outcome')).body
  const rows = parse<Record<string, string>>(csv, { columns: true, record_delimiter: '\r\n' })
  const targets = rows.map((row) => row['target'] ?? '')
  expect(targets.slice(-nasty.length).map((cell) => cell.replace(/^'/, ''))).toEqual(nasty)
  for (const row of rows) {
    for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[\s]*[=+\-@＝]/)
  }
})

test('OCSF: every entry of a day, and of each kind that there is, is a valid event of the schema', async () => {
  const validate = createOcsfValidator()
  await api.hook(ticket())
  for (const kind of logKinds) await put({ kind })
  const answer = await get('/api/activity/export?format=ocsf')
  const events = answer.body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(events.length).toBeGreaterThan(logKinds.length + 10)
  expect(events.flatMap(validate)).toEqual([])
  expect(new Set(events.map((event) => (event as { class_uid: number }).class_uid))).toContain(3002)
})

test('an export goes on where it ended, and a filtered one says that it has gaps', async () => {
  const whole = (await get('/api/activity/export')).body.trimEnd().split('\n')
  const half = Math.floor(whole.length / 2)
  const rest = (await get(`/api/activity/export?after=${half}`)).body.split('\n')
  expect(rest[0]).toBe(whole[half])
  const some = (await get('/api/activity/export?kind=session.opened')).body.trimEnd().split('\n')
  expect(JSON.parse(some[0] ?? '')).toEqual({ filter: { kind: 'session.opened' } })
  expect(some.slice(1).every((line) => line.includes('"kind":"session.opened"'))).toBe(true)
})

test('a person sees their own and nobody else’s', async () => {
  const somebody = await api.cliSession(api.person('Accountant'))
  const own = (await get('/api/me/activity', somebody)).json<{
    items: { kind: string; because: string[] }[]
  }>()
  expect(own.items.map((item) => item.kind)).toContain('access.denied')
  expect(own.items.every((item) => item.because.includes('actor'))).toBe(true)
  expect(own.items.some((item) => item.kind === 'activity.exported')).toBe(false)
})

test('everything Dex did to a person or for them, why it is theirs, page by page, and none of a colleague’s', async () => {
  const [somebody, other] = [
    await api.cliSession(api.person('Accountant')),
    await api.cliSession(api.person('Payroll Specialist')),
  ]
  for (const [person, account] of [
    [somebody.person, '00uMine'],
    [other.person, '00uTheirs'],
  ])
    await api.world.admin.query(
      `insert into accounts (tenant, person, platform, org, account_id) values ($1, $2, 'okta', 'org', $3)`,
      [api.world.tenant, person, account],
    )
  const opened = await api.hook(ticket({ requester: { email: api.person('Accountant') } }))
  const foreign = await api.hook(ticket({ requester: { email: api.person('Payroll Specialist') } }))
  const [own, theirs] = [opened, foreign].map((each) => each.json<{ id: string }>().id)
  const at = (id: string, objects: string[] = []) => ({
    target: { platform: 'okta', type: 'user', id },
    objects: objects.map((each) => ({ platform: 'okta', type: 'user', id: each, role: 'manager' })),
  })
  const colleague = { person: other.person, connection: 'con_x' } as NonNullable<LogEntry['actAs']>
  const written = [
    [await put({ request: own, action: 'okta.user.unlock', platform: { requestId: 'ok-1' } }), ['requester']],
    [await put({ request: theirs, action: 'okta.user.suspend', ...at('00uMine') }), ['subject']],
    [
      await put({ request: theirs, action: 'okta.user.set_manager', ...at('00uX', ['00uMine']) }),
      ['subject'],
    ],
    [await put({ kind: 'action.read', request: own, ...at('00uMine') }), ['requester', 'subject']],
    [
      await put({ request: theirs, ...at('00uX'), actAs: { ...colleague, person: somebody.person } }),
      ['authority'],
    ],
    [
      await put({ kind: 'approval.decided', request: theirs, by: { role: 'api', person: somebody.person } }),
      ['actor'],
    ],
  ] as const
  const hidden = [
    await put({ request: theirs, ...at('00uTheirs'), actAs: colleague }),
    // The same id at another platform is somebody else.
    await put({ request: theirs, target: { platform: 'google', type: 'user', id: '00uMine' } }),
  ]
  const pages: { seq: number; because: string[]; platformRequestId: string | null }[] = []
  for (let before = ''; ; ) {
    const page = (await get(`/api/me/activity?limit=4${before}`, somebody)).json<{
      items: typeof pages
      next: number | null
    }>()
    pages.push(...page.items)
    if (page.next === null) break
    before = `&before=${page.next}`
  }
  const because = new Map(pages.map((each) => [each.seq, each.because]))
  expect(written.map(([row]) => because.get(row.seq))).toEqual(written.map(([, why]) => why))
  expect(hidden.filter((row) => because.has(row.seq))).toEqual([])
  expect(pages.map((each) => each.seq)).toEqual([...because.keys()].toSorted((a, b) => b - a))
  expect(pages.find((each) => each.seq === written[0][0].seq)?.platformRequestId).toBe('ok-1')
  const withTheirs = (await get('/api/me/activity?limit=1000', other)).json<{ items: { seq: number }[] }>()
  expect(withTheirs.items.map((each) => each.seq)).toContain(hidden[0]?.seq)
})

test('a named person: by an admin or auditor, by their linked and their other accounts, on record, and no more than is theirs', async () => {
  const somebody = await api.cliSession(api.person('Accountant'))
  const ask = (payload: object, { headers } = lead) =>
    api.call({ method: 'POST', url: '/api/activity/of-person', headers, payload })
  const at = (id: string) => ({ platform: 'okta', type: 'user', id })
  const unlinked = await put({ request: 'req_x', action: 'okta.user.suspend', target: at('00uUnlinked') })
  const elsewhere = await put({ target: { ...at('00uUnlinked'), platform: 'google' } })
  const linked = await put({ target: at('00uMine') })
  const seen = async (payload: object) => {
    const answer = await ask({ limit: 1_000, ...payload })
    expect(answer.statusCode).toBe(200)
    return answer.json<{ items: { seq: number; kind: string; because: string[] }[] }>().items
  }
  const tooLong = await ask({ email: `${'a'.repeat(65)}@acme.example` })
  expect(tooLong.statusCode).toBe(422)
  const of = (items: { seq: number }[]) => items.map((each) => each.seq)
  const byPerson = await seen({ person: somebody.person })
  expect(of(byPerson)).toContain(linked.seq)
  expect(of(byPerson)).not.toContain(unlinked.seq)
  const byBoth = await seen({
    person: somebody.person,
    email: api.person('Accountant'),
    accounts: [{ platform: 'okta', id: '00uUnlinked' }],
  })
  expect(byBoth.find((each) => each.seq === unlinked.seq)?.because).toEqual(['subject'])
  expect(of(byBoth)).not.toContain(elsewhere.seq)
  // The same as they see themselves, and the looks of others at it too.
  const { items: own } = (await get('/api/me/activity?limit=1000', somebody)).json<{ items: typeof byBoth }>()
  const until = Math.max(...of(byBoth))
  const toThen = of(own).filter((seq) => seq <= until)
  expect(new Set(of(byBoth))).toEqual(new Set([...toThen, unlinked.seq]))
  expect(own.filter((each) => each.kind === 'activity.exported')).toMatchObject([
    { because: ['subject'] },
    { because: ['subject'] },
  ])
  const byAddress = await seen({ email: api.person('Payroll Specialist') })
  expect(byAddress.length).toBeGreaterThan(0)
  expect(byAddress.every((each) => each.because.includes('requester'))).toBe(true)
  const looks = (await kinds('&kind=activity.exported')).map((each) => JSON.stringify(each))
  expect(looks.join()).not.toContain(api.person('Payroll Specialist'))

  expect((await ask({ person: somebody.person }, somebody)).statusCode).toBe(403)
  expect((await ask({})).statusCode).toBe(422)
  const auditor = await api.cliSession(api.person('Security Analyst'))
  expect((await ask({ person: somebody.person }, auditor)).statusCode).toBe(200)
})

test('`dex log mine` lists the same, page by page', async () => {
  const somebody = await api.cliSession(api.person('Accountant'))
  const url = await api.app.listen({ port: 0, host: '127.0.0.1' })
  const data = await mkdtemp(join(tmpdir(), 'dex-mine-'))
  try {
    const session: SessionFile = {
      api: url,
      token: (somebody.headers['authorization'] ?? '').replace('Bearer ', ''),
      email: api.person('Accountant'),
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    }
    await mkdir(dirname(placesOf(data).session), { recursive: true })
    await writeFile(placesOf(data).session, JSON.stringify(session))
    let printed: string[] = []
    const io = { env: {}, stdout: (text: string) => void printed.push(text), stderr: () => undefined }
    const run = { io, out: createOut(io as unknown as Io, true), data } as unknown as Run
    // What the tests before asked for may still be ending.
    await vi.waitFor(
      async () => {
        printed = []
        expect(await listMine(run, { limit: '3' })).toBe(exitCodes.done)
        const items = printed.map((line) => JSON.parse(line) as { seq: number; because: string[] })
        const { items: own } = (await get('/api/me/activity?limit=3', somebody)).json<{
          items: typeof items
        }>()
        expect(items).toEqual(own)
        expect(items.length).toBeGreaterThan(0)
      },
      { timeout: 10_000 },
    )
  } finally {
    await rm(data, { recursive: true, force: true })
  }
})

test.each(['kind=no.such', 'since=yesterday', 'action=okta.*.x', 'format=xml', 'x=1'])(
  '422 for %s',
  async (query) => {
    expect((await get(`/api/activity/export?${query}`)).statusCode).toBe(422)
  },
)
