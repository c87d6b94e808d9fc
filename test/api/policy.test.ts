import { afterAll, beforeAll, expect, test } from 'vitest'
import { sandboxFiles } from '#test/support/world.ts'
import { createTestApi, type Session, type TestApi } from './support/test-api.ts'

let api: TestApi
let admin: Session
let operator: Session
beforeAll(async () => {
  api = await createTestApi({
    deps: { deadlines: { startMs: 5_000, answerMs: 1_000 }, judging: { deadlineMs: 60_000, analysisMs: 1 } },
  })
  admin = await api.cliSession(api.person('Identity Lead'))
  operator = await api.cliSession(api.person('Platform Operator'))
})
afterAll(() => api.close())

const publish = async (session: Session, kind: string, files: object[]) => {
  const payload = { kind, files, reason: 'a test' }
  const answer = await api.call({
    method: 'POST',
    url: '/api/policy/publish',
    headers: session.headers,
    payload,
  })
  return {
    status: answer.statusCode,
    ...answer.json<{ digest?: string; united?: string; code?: string; problems?: object[] }>(),
  }
}
const rollBack = async (session: Session, digest: string | undefined) => {
  const answer = await api.call({
    method: 'POST',
    url: '/api/policy/publish',
    headers: session.headers,
    payload: { kind: 'operator', digest, reason: 'a test' },
  })
  return { status: answer.statusCode, ...answer.json<{ digest?: string }>() }
}
const inForce = async () =>
  (
    await api.rows<{ operator: string; tenant: string | null }>(
      'select (select digest from operator_bundle_in_force) as operator, (select digest from tenant_bundle_in_force) as tenant',
    )
  )[0]

const own = (text = '') => ({
  path: 'own.yaml',
  text: `apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nscope: { tenant: ${api.world.tenant} }\nrules:\n  - id: own-no-suspend\n    effect: deny\n    actions: ["okta.user.suspend"]\n${text}`,
})

test('a broken bundle is refused with file, line and column of each problem; the one in force stays', async () => {
  const before = await inForce()
  const answer = await publish(admin, 'tenant', [own('    when: "nothing.like.this"\n')])
  expect(answer).toMatchObject({
    status: 422,
    code: 'bundle_invalid',
    problems: [
      expect.objectContaining({
        file: 'own.yaml',
        line: expect.any(Number) as number,
        column: expect.any(Number) as number,
      }),
    ],
  })
  const global = { path: 'g.yaml', text: own().text.replace(/layer: tenant\nscope: .*\n/, 'layer: global\n') }
  expect(await publish(admin, 'tenant', [global])).toMatchObject({ status: 422, code: 'bundle_invalid' })
  expect(await inForce()).toEqual(before)
})

test('the operator’s bundle needs the operator, and what is in force needs nobody; a tenant’s own is asked for, on record', async () => {
  const files = await sandboxFiles()
  expect(await publish(admin, 'operator', files)).toMatchObject({ status: 403, code: 'forbidden' })
  const before = await inForce()
  expect(await publish(operator, 'operator', files)).toMatchObject({ status: 200, digest: before?.operator })
  const published = await publish(admin, 'tenant', [own()])
  // Nobody polls the gate's queue here: it stands, and is not in force.
  expect(published).toMatchObject({ status: 202, state: 'proposed', rules: 1, change: { loosens: false } })
  expect(await inForce()).toEqual(before)
  const kinds = await api.rows<{ entry: string }>(
    `select entry from activity_log where entry::jsonb ->> 'kind' like 'bundle.%' order by seq`,
  )
  expect(kinds.map((row) => JSON.parse(row.entry) as object)).toMatchObject([
    { kind: 'bundle.proposed', by: { person: admin.person }, detail: { digest: published.digest } },
  ])
  const listed = await api.call({ url: '/api/policy/history', headers: operator.headers })
  expect(listed.json()).toMatchObject({
    inForce: { operator: before?.operator, tenant: null, united: before?.operator },
    operator: [{ digest: before?.operator, inForce: true }],
    publications: [
      { owner: 'tenant', digest: published.digest, state: 'proposed', author: admin.person, inForce: false },
    ],
  })
  // A second version of the tenant's own, and what differs between the two, as text.
  const other = await publish(admin, 'tenant', [own('    because: nobody is suspended here\n')])
  const diff = async (from: unknown, to: unknown) =>
    api.call({ url: `/api/policy/diff?from=${String(from)}&to=${String(to)}`, headers: operator.headers })
  expect((await diff(published.digest, other.digest)).json()).toEqual({
    ...{ owner: 'tenant', from: published.digest, to: other.digest },
    parts: [
      {
        ...{ of: 'rule', id: 'own-no-suspend' },
        before: expect.not.stringContaining('because') as string,
        after: expect.stringContaining('because: nobody is suspended here\n') as string,
      },
    ],
  })
  expect((await diff(other.digest, other.digest)).json()).toMatchObject({ parts: [] })
  // Of two owners, and of none.
  for (const to of [before?.operator, `sha256:${'0'.repeat(64)}`])
    expect((await diff(published.digest, to)).statusCode).toBe(404)
  // An older one again, by its digest.
  expect(await rollBack(operator, before?.operator)).toMatchObject({ status: 200, digest: before?.operator })

  const input = {
    id: '1',
    tenant: api.world.tenant,
    channel: 'pro',
    requester: {
      id: 'u1',
      email: 'a@acme.example',
      verified: true,
      department: 'IT',
      groups: [],
      roles: ['it-admin'],
    },
    action: 'okta.user.suspend',
    target: {
      platform: 'okta',
      type: 'user',
      id: '00u1',
      email: 'b@acme.example',
      department: 'IT',
      privileged: false,
      labels: [],
    },
    runtime: { now: '2026-11-22T10:00:00Z', zone: 'Europe/Berlin', usage: {} },
  }
  const decide = (payload: object) =>
    api.call({ method: 'POST', url: '/api/policy/decide', headers: admin.headers, payload })
  await api.rows('insert into tenant_bundle_in_force values ($1, $2)', [api.world.tenant, published.digest])
  const decided = await decide(input)
  expect(decided.json()).toMatchObject({ effect: 'deny', bundle: published.united })
  expect(JSON.stringify(decided.json())).toContain('own-no-suspend')
  expect((await decide({ ...input, tenant: 'another' })).statusCode).toBe(422)
}, 120_000)

test('the catalog as data', async () => {
  const answer = await api.call({ url: '/api/actions', headers: admin.headers })
  const { items } = answer.json<{ items: { name: string; params: { type: string } }[] }>()
  expect(items).toHaveLength(api.deps.catalog.size)
  expect(items.find((item) => item.name === 'okta.user.reset_factors')).toMatchObject({
    credential: true,
    params: { type: 'object', additionalProperties: false },
  })
})

test('the codec route opens payloads of the own tenant alone, and each look is on record', async () => {
  const opened = await api.hook(JSON.stringify({ externalId: 'INC-1', title: 't', text: 'x' }))
  const { id } = opened.json<{ id: string }>()
  const handle = api.world.temporal.workflow.getHandle(`${api.world.tenant}/desk/INC-1`)
  const { events } = await handle.fetchHistory()
  const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const sealed = {
    metadata: Object.fromEntries(
      Object.entries(payload?.metadata ?? {}).map(([name, value]) => [name, base64(value)]),
    ),
    data: base64(payload?.data ?? new Uint8Array()),
  }
  const decode = async (on: TestApi, session: Session) => {
    const answer = await on.call({
      method: 'POST',
      url: '/codec/decode',
      headers: session.headers,
      payload: { payloads: [sealed] },
    })
    return Buffer.from(
      answer.json<{ payloads: { data: string }[] }>().payloads[0]?.data ?? '',
      'base64',
    ).toString()
  }
  expect(base64(payload?.data ?? new Uint8Array())).not.toContain(id)
  expect(await decode(api, operator)).toContain(id)
  const viewed = await api.rows<{ entry: string }>(
    `select entry from activity_log where entry like '%content.viewed%'`,
  )
  expect(viewed.map((row) => JSON.parse(row.entry) as object)).toMatchObject([
    { by: { person: operator.person } },
  ])

  const other = await createTestApi()
  try {
    expect(await decode(other, await other.cliSession(other.person('Platform Operator')))).toBe('"sealed"')
  } finally {
    await other.close()
  }
})
