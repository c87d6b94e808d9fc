import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApi, type Session, type TestApi } from './support/test-api.ts'

let api: TestApi
let admin: Session
let approver: Session
let auditor: Session
beforeAll(async () => {
  api = await createTestApi()
  admin = await api.cliSession(api.person('Identity Lead'))
  approver = await api.cliSession(api.person('Service Desk Lead'))
  auditor = await api.cliSession(api.person('Security Analyst'))
}, 60_000)
afterAll(() => api.close())

const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString()
const send = async (session: Session, method: 'GET' | 'POST' | 'DELETE', path = '', payload?: object) => {
  const answer = await api.call({
    method,
    url: `/api/deputies${path}`,
    headers: session.headers,
    ...(payload && { payload }),
  })
  return { status: answer.statusCode, ...answer.json<{ id: string }>() }
}
interface Listed {
  items: { id: string; state: string; person: { you: boolean }; deputy: { you: boolean } }[]
  candidates: { person: string; email: string }[]
}
const list = async (session: Session) => (await send(session, 'GET')) as unknown as Listed

test('a person names a deputy for a time: signed, listed for both, ended by either', async () => {
  const { candidates } = await list(admin)
  expect(candidates.map((each) => each.person)).toContain(approver.person)
  expect(candidates.map((each) => each.person)).not.toContain(admin.person)
  const body = { deputy: approver.person, until: days(3) }
  const named = await send(admin, 'POST', '', body)
  expect(named).toMatchObject({
    status: 201,
    state: 'in_force',
    person: { person: admin.person, you: true },
    deputy: { person: approver.person, you: false },
  })
  expect(await send(admin, 'POST', '', body)).toMatchObject({ status: 201, id: named.id })
  expect((await list(approver)).items).toMatchObject([{ id: named.id, deputy: { you: true } }])
  expect((await list(auditor)).items).toMatchObject([{ id: named.id }])
  expect((await list(auditor)).candidates).toEqual([])
  const [row] = await api.rows<{ statement: object; signature: string }>('select * from deputies', [])
  expect(row?.statement).toMatchObject({ type: 'dex/deputy/v1', deputy: approver.person, until: body.until })
  expect(await send(approver, 'DELETE', `/${named.id}`)).toMatchObject({
    status: 200,
    state: 'ended',
  })
  expect(await send(admin, 'DELETE', `/${named.id}`)).toMatchObject({
    status: 200,
    state: 'ended',
  })
  const entries = await api.rows<{ entry: string }>(`select entry from activity_log order by seq`, [])
  const kinds = entries.map(({ entry }) => (JSON.parse(entry) as { kind: string }).kind)
  expect(kinds.filter((kind) => kind.startsWith('deputy.'))).toEqual(['deputy.named', 'deputy.ended'])
})

test.each([
  ['themselves', () => ({ deputy: admin.person, until: days(3) }), 'deputy'],
  ['who decides nothing here', () => ({ deputy: auditor.person, until: days(3) }), 'deputy'],
  ['for ever', () => ({ deputy: approver.person, until: days(91) }), 'until'],
  ['until yesterday', () => ({ deputy: approver.person, until: days(-1) }), 'until'],
  ['until before it begins', () => ({ deputy: approver.person, from: days(3), until: days(2) }), 'until'],
])('nobody names %s', async (_whom, body, path) => {
  expect(await send(admin, 'POST', '', body())).toMatchObject({ status: 422, code: 'body_invalid', path })
})

test('who is neither of the two does not end it, and learns nothing of it', async () => {
  const named = await send(admin, 'POST', '', { deputy: approver.person, until: days(4) })
  const third = await api.cliSession(api.person('Accountant'))
  expect(await send(third, 'DELETE', `/${named.id}`)).toMatchObject({ status: 403 })
  expect(await send(admin, 'DELETE', '/dep_nobody')).toMatchObject({ status: 404 })
})

test('in whose name a yes is said is a person’s id', async () => {
  const answer = await api.call({
    method: 'POST',
    url: '/api/approvals/apr_00000000000000000000AAAA/approve',
    headers: admin.headers,
    payload: { hash: `sha256:${'0'.repeat(64)}`, version: 1, onBehalfOf: 'per_short' },
  })
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([422, 'body_invalid'])
})
