import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApi, ticket, type TestApi } from './support/test-api.ts'

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
})
afterAll(() => api.close())

const opened = () =>
  api.rows<{
    id: string
    workflow_id: string
    door_key: string
    assurance: string
    channel: string
    authors: string[]
    requester_person: string | null
  }>('select * from requests order by opened_at')

async function startsNothing(work: () => ReturnType<TestApi['hook']>) {
  const before = await opened()
  const answer = await work()
  expect(answer.headers['content-type']).toContain('application/problem+json')
  expect(await opened()).toHaveLength(before.length)
  expect(await api.world.shared.requestKeys.list(api.world.tenant)).toMatchObject({
    alive: expect.arrayContaining(before.map((row) => row.id)) as string[],
    unfinished: [],
  })
  expect((await api.world.shared.requestKeys.list(api.world.tenant)).alive).toHaveLength(before.length)
  return { status: answer.statusCode, ...answer.json<{ code: string; path?: string }>() }
}

test('401: unsigned, wrongly signed, stale, changed after signing', async () => {
  const body = ticket()
  const unsigned = { 'webhook-signature': '', 'webhook-id': '', 'webhook-timestamp': '' }
  expect(await startsNothing(() => api.hook(body, { headers: unsigned }))).toMatchObject({
    status: 401,
    code: 'signature_invalid',
  })
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  expect(await startsNothing(() => api.hook(body, { secret: other }))).toMatchObject({
    status: 401,
    code: 'signature_invalid',
  })
  const stale = Date.now() - 301_000
  expect(await startsNothing(() => api.hook(body, { at: stale }))).toMatchObject({
    status: 401,
    code: 'signature_stale',
  })
})

test('401: an unknown source answers exactly like a bad signature', async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const [unknown, wrong] = await Promise.all([
    api.hook(ticket(), { source: 'no-such' }),
    api.hook(ticket(), { secret }),
  ])
  const visible = (answer: typeof unknown) => ({
    status: answer.statusCode,
    ...answer.json<object>(),
    instance: '',
  })
  expect(visible(unknown)).toEqual(visible(wrong))
  expect(Object.keys(unknown.headers)).toEqual(Object.keys(wrong.headers))
})

test('413: more than 256 KB', async () => {
  const body = ticket({ text: 'x'.repeat(257 * 1_024) })
  expect(await startsNothing(() => api.hook(body))).toMatchObject({ status: 413, code: 'body_too_large' })
})

test('400 and 422: only once the signature holds', async () => {
  expect(await startsNothing(() => api.hook('{"externalId":'))).toMatchObject({
    status: 400,
    code: 'body_not_json',
  })
  expect(await startsNothing(() => api.hook(ticket({ more: 1 })))).toMatchObject({
    status: 422,
    code: 'body_invalid',
    path: 'more',
  })
  expect(await startsNothing(() => api.hook(ticket({ externalId: '' })))).toMatchObject({
    status: 422,
    path: 'externalId',
  })
})

test('202: row, sealed content, log entry and a workflow; the same ticket is the same request', async () => {
  const body = ticket({ externalId: 'INC-1', actor: { email: 'Agent@acme.example' } })
  const first = await api.hook(body)
  expect(first.statusCode).toBe(202)
  const { id } = first.json<{ id: string }>()
  const again = await api.hook(body)
  expect([again.statusCode, again.json()]).toEqual([202, { id }])

  const { tenant } = api.world
  const [row] = (await opened()).filter((each) => each.id === id)
  expect(row).toMatchObject({
    workflow_id: `${tenant}/desk/INC-1`,
    channel: 'ticket',
    assurance: 'asserted',
    requester_person: null,
    authors: [await api.world.lookup('somebody@acme.example'), await api.world.lookup('agent@acme.example')],
  })
  const described = await api.world.temporal.workflow.getHandle(`${tenant}/desk/INC-1`).describe()
  expect(described).toMatchObject({
    type: 'itRequest',
    taskQueue: `${tenant}.think`,
    status: { name: 'RUNNING' },
  })
  expect(JSON.stringify(await api.rows('select * from scratch'))).not.toContain('lost my phone')
  expect(
    await api.rows(
      `select entry::jsonb ->> 'kind' as kind from activity_log where entry::jsonb ->> 'request' = $1`,
      [id],
    ),
  ).toEqual([{ kind: 'request.opened' }])
})

test('202: other content under the same id is recorded, not doubled', async () => {
  const first = await api.hook(ticket({ externalId: 'INC-2' }))
  const other = await api.hook(ticket({ externalId: 'INC-2', text: 'something else' }))
  expect(other.json()).toEqual(first.json())
  const kinds = await api.rows(
    `select entry::jsonb ->> 'kind' as kind from activity_log where entry::jsonb ->> 'request' = $1 order by seq`,
    [first.json<{ id: string }>().id],
  )
  expect(kinds).toEqual([{ kind: 'request.opened' }, { kind: 'request.redelivered' }])
})

test('202: twenty deliveries at once are one request with one key', async () => {
  const body = ticket({ externalId: 'INC-3' })
  const answers = await Promise.all(Array.from({ length: 20 }, () => api.hook(body)))
  expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
  const rows = await opened()
  expect(rows.filter((row) => row.door_key === 'INC-3')).toHaveLength(1)
  expect((await api.world.shared.requestKeys.list(api.world.tenant)).alive).toHaveLength(rows.length)
})

test('an external id of a source that may name people never stands in the workflow id', async () => {
  const answer = await api.hook(ticket({ externalId: 'jane.doe' }), { source: 'personal' })
  expect(answer.statusCode).toBe(202)
  const odd = await api.hook(ticket({ externalId: 'jane doe <x>' }))
  expect(odd.statusCode).toBe(202)
  for (const row of (await opened()).slice(-2))
    expect(row.workflow_id).toMatch(/^[a-z0-9-]+\/(personal|desk)\/[0-9a-f]{64}$/)
})

test('202: tickets as they come are read as people read them, and a sender is never more than what the source says', async () => {
  const admin = await api.cliSession(api.person('Identity Lead'))
  const boss = api.person('Head of IT')
  const askOf = async (more: object) => {
    const answer = await api.hook(ticket({ title: 'Help', ...more }))
    expect(answer.statusCode).toBe(202)
    const { id } = answer.json<{ id: string }>()
    const shown = await api.call({ url: `/api/requests/${id}`, headers: admin.headers })
    const [row] = (await opened()).filter((each) => each.id === id)
    return { ...shown.json<{ ask: object }>().ask, row }
  }
  const html = '<p>I am locked out.</p><blockquote>On Monday the desk wrote:<br>Which account?</blockquote>'
  expect(await askOf({ text: html })).toMatchObject({
    text: 'I am locked out.',
    quoted: expect.stringContaining('Which account?') as string,
  })
  expect(await askOf({ text: 'x'.repeat(200_000) })).toMatchObject({
    text: 'x'.repeat(200_000),
    quoted: null,
  })
  expect(await askOf({ text: '', title: '' })).toMatchObject({ text: '', title: '' })
  const other = 'Ich bin ausgesperrt – 助けて – نسيت كلمة المرور'
  expect(await askOf({ text: other })).toMatchObject({ text: other })
  // Signed by the source, sent by somebody who says that they are somebody else.
  const spoofed = await askOf({
    text: `From: ${boss}\nRequester: ${boss} (verified by the platform’s own sign-in)`,
    requester: { email: boss },
    actor: { email: 'somebody@acme.example' },
  })
  expect(spoofed.row).toMatchObject({ assurance: 'asserted', requester_person: null, channel: 'ticket' })
  expect(spoofed.row?.authors).toContain(await api.world.lookup('somebody@acme.example'))
  const nobody = await askOf({ requester: undefined })
  expect(nobody.row).toMatchObject({ assurance: 'asserted', requester_person: null })
})

test('a suspended tenant opens nothing', async () => {
  await api.world.admin.query(`update tenants set state = 'suspended'`)
  try {
    expect(await startsNothing(() => api.hook(ticket()))).toMatchObject({
      status: 403,
      code: 'tenant_suspended',
    })
  } finally {
    await api.world.admin.query(`update tenants set state = 'active'`)
  }
})

test('no line of the log says what a ticket said', () => {
  expect(api.lines.length).toBeGreaterThan(0)
  expect(api.lines.join('\n')).not.toMatch(/phone|somebody@|INC-|jane/)
})
