import { afterAll, beforeAll, expect, test } from 'vitest'
import { newRequestId } from '#contract/new-id.ts'
import { createTestApi, type Session, ticket, type TestApi } from './support/test-api.ts'

let api: TestApi
let admin: Session
let employee: Session
let colleague: Session
let auditor: Session
beforeAll(async () => {
  api = await createTestApi({ deps: { deadlines: { startMs: 5_000, answerMs: 300 } } })
  admin = await api.cliSession(api.person('Identity Lead'))
  employee = await api.cliSession(api.person('Accountant'))
  colleague = await api.cliSession(api.person('Payroll Specialist'))
  auditor = await api.cliSession(api.person('Security Analyst'))
})
afterAll(() => api.close())

const create = async (session: Session, headers: Record<string, string> = {}) => {
  const payload = { title: 'Locked out', text: 'I cannot sign in.' }
  const answer = await api.call({
    method: 'POST',
    url: '/api/requests',
    headers: { ...session.headers, ...headers },
    payload,
  })
  return { status: answer.statusCode, ...answer.json<{ id: string }>() }
}
const show = async (session: Session, id: string) => {
  const answer = await api.call({ url: `/api/requests/${id}`, headers: session.headers })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

test('channel `ticket`, from a terminal and from a browser that cannot confirm writes yet (T21); the requester is who signed in', async () => {
  const terminal = await create(employee)
  expect(terminal.status).toBe(202)
  const browser = await api.browserSession(api.person('Accountant'))
  const console = await create(browser)
  const rows = await api.rows(
    'select id, channel, assurance, source, requester_person, authors from requests order by opened_at',
  )
  const lookup = await api.world.lookup(api.person('Accountant'))
  const who = { assurance: 'verified', requester_person: employee.person, authors: [employee.person, lookup] }
  expect(rows).toEqual([
    { id: terminal.id, channel: 'ticket', source: 'cli', ...who },
    { id: console.id, channel: 'ticket', source: 'console', ...who },
  ])
})

test('the same Idempotency-Key is the same request, of the same person only', async () => {
  const key = { 'idempotency-key': 'once' }
  const [first, second, foreign] = [
    await create(employee, key),
    await create(employee, key),
    await create(colleague, key),
  ]
  expect(second.id).toBe(first.id)
  expect(foreign.id).not.toBe(first.id)
})

test('422 names the member; unknown ones are refused', async () => {
  const payload = { title: 'x', text: 'y', channel: 'pro' }
  const answer = await api.call({ method: 'POST', url: '/api/requests', headers: admin.headers, payload })
  expect([answer.statusCode, answer.json()]).toEqual([
    422,
    expect.objectContaining({ code: 'body_invalid', path: 'channel' }),
  ])
})

test('an employee sees their own; another person’s, another tenant’s and none are the same 404', async () => {
  const own = await create(employee)
  expect((await show(employee, own.id)).body).toMatchObject({ mine: true, ask: { title: 'Locked out' } })
  expect((await show(admin, own.id)).body).toMatchObject({ mine: false, ask: { title: 'Locked out' } })
  expect((await show(auditor, own.id)).body).toMatchObject({ ask: null, steps: [] })

  const other = await createTestApi()
  try {
    const stranger = await other.cliSession(other.person('Identity Lead'))
    const seen = async (on: TestApi, session: Session, id: string) => {
      const answer = await on.call({ url: `/api/requests/${id}`, headers: session.headers })
      return { status: answer.statusCode, ...answer.json<object>(), instance: '' }
    }
    const none = await seen(api, employee, newRequestId())
    expect(none).toMatchObject({ status: 404, code: 'not_found' })
    expect(await seen(api, colleague, own.id)).toEqual(none)
    expect(await seen(other, stranger, own.id)).toEqual(none)
    expect(await seen(api, employee, 'not-an-id')).toEqual(none)
  } finally {
    await other.close()
  }
  const listed = await api.call({ url: '/api/requests', headers: colleague.headers })
  expect(listed.json<{ items: { mine: boolean }[] }>().items.every((item) => item.mine)).toBe(true)
})

test('a session of one tenant is nothing under another’s name', async () => {
  const token = (employee.headers['authorization'] ?? '').split('.')[1] ?? ''
  await api.world.admin.query(`insert into tenants (tenant) values ('other')`)
  const answer = await api.call({ url: '/api/me', headers: { authorization: `Bearer other.${token}` } })
  expect(answer.statusCode).toBe(401)
})

test('pages meet without a gap', async () => {
  for (let count = 0; count < 5; count += 1) expect((await api.hook(ticket())).statusCode).toBe(202)
  const ids: string[] = []
  let after: string | null = null
  do {
    const query: string = new URLSearchParams({ limit: '2', ...(after && { after }) }).toString()
    const answer = await api.call({ url: `/api/requests?${query}`, headers: admin.headers })
    const page = answer.json<{ items: { id: string }[]; next: string | null }>()
    ids.push(...page.items.map((item) => item.id))
    after = page.next
  } while (after !== null)
  const all = await api.rows<{ id: string }>('select id from requests order by opened_at desc, id desc')
  expect(ids).toEqual(all.map((row) => row.id))
})

test('cancel, instruct and take-over are signed statements; without a worker they wait as 202', async () => {
  const { id } = await create(employee)
  const tell = async (session: Session, verb: string, payload?: object) => {
    const url = `/api/requests/${id}/${verb}`
    const answer = await api.call({
      method: 'POST',
      url,
      headers: session.headers,
      ...(payload && { payload }),
    })
    return {
      status: answer.statusCode,
      ...answer.json<{ pending?: boolean; decision?: string; code?: string }>(),
    }
  }
  expect(await tell(colleague, 'cancel')).toMatchObject({ status: 404 })
  expect(await tell(employee, 'instruct', { text: 'do it' })).toMatchObject({ status: 403 })
  const told = await tell(admin, 'instruct', { text: 'unlock the account instead' })
  expect(told).toMatchObject({ status: 202, pending: true })
  expect(await tell(employee, 'cancel')).toMatchObject({ status: 202 })

  const rows = await api.rows<{
    id: string
    verdict: string
    approver: string
    statement: Record<string, unknown>
    signature: string
  }>('select * from decisions where request = $1 order by decided_at', [id])
  expect(rows).toMatchObject([
    {
      verdict: 'instruct',
      approver: admin.person,
      statement: { comment: `instruct/${told.decision}`, actAs: null },
    },
    { verdict: 'cancel', approver: employee.person, statement: { comment: null } },
  ])
  const statement = rows[0]?.statement as { type: string; keyId: string }
  expect(api.world.signer.sign(statement)).toBe(rows[0]?.signature)
  expect(JSON.stringify(rows)).not.toContain('unlock the account')
})

test('409: nothing is said to a closed request, whose content is gone', async () => {
  const { id } = await create(employee)
  await api.world.admin.query(
    `update requests set status = 'resolved', closed_at = now(), destroyed_at = now() where id = $1`,
    [id],
  )
  const answer = await api.call({
    method: 'POST',
    url: `/api/requests/${id}/cancel`,
    headers: employee.headers,
  })
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'request_closed'])
  const shown = await show(employee, id)
  expect(shown.body).toMatchObject({ ask: null, contentDestroyedAt: expect.any(String) as string })
})
