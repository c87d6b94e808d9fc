import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { oktaGroupId } from '#sandbox/company/company.ts'
import { employees, startWorkers } from '#test/support/cast.ts'
import { rowOf, until } from '#test/support/door.ts'
import { terminalsAt } from '#test/cli/support/at-api.ts'
import { sandboxFiles } from '#test/support/world.ts'
import { walk } from '#test/sandbox/browser.ts'
import type { RequestId } from '#contract/ids.ts'
import {
  cookiesOf,
  createTestApi,
  pathOf,
  publicUrl,
  type Session,
  type TestApi,
} from './support/test-api.ts'

let api: TestApi
let workers: { stop(): Promise<void> }
let admin: Session
let colleague: Session
let auditor: Session
let from: Approval

const action = 'okta.user.clear_sessions'

beforeAll(async () => {
  api = await createTestApi()
  const owner = api.world.company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
  await api.world.addPerson(owner, ['admin'], ['admin', 'investigate'])
  workers = await startWorkers(api.world)
  admin = await api.cliSession(api.person('Identity Lead'))
  colleague = await api.cliSession(api.person('Service Desk Lead'))
  auditor = await api.cliSession(api.person('Controller'))
  await connect(admin, api.person('Identity Lead'))
  await connect(colleague, api.person('Service Desk Lead'))
  from = await asked(person(0))
}, 120_000)
afterAll(async () => {
  await workers.stop()
  await api.close()
})
afterEach(async () => {
  await api.world.admin.query(
    `update standing_approvals set state = 'revoked', code = 'revoked' where state = 'active'`,
  )
})

interface Approval {
  id: string
  request: string
  hash: string
  version: number
  offered: { always: { for: string; cap: number } | null; why: string | null }
}

const person = (index: number): string => employees(api.world)[index] ?? ''
const departmentOf = (login: string): string =>
  api.world.company.accounts.find((each) => each.login === login)?.department ?? ''

async function connect(session: Session, email: string) {
  const query = new URLSearchParams({
    kind: 'admin',
    login_hint: email,
    acr_values: 'urn:sandbox:unattended',
  })
  const headers = { ...session.headers, accept: 'application/json' }
  const started = await api.call({ url: `/connect/okta?${query}`, headers })
  const end = await walk(started.json<{ url: string }>().url, `${publicUrl}/connect/okta/callback`)
  await api.call({ url: pathOf(end.url) })
}

const open = async (login: string, text = 'Please end all my sessions.'): Promise<string> => {
  const body = { externalId: `S-${Math.random().toString(36).slice(2)}`, title: 'Strange sign-ins', text }
  const answer = await api.hook(JSON.stringify({ ...body, requester: { email: login } }))
  return answer.json<{ id: string }>().id
}

const approvalOf = (request: string) =>
  until('an approval', async () => {
    const listed = await api.call({ url: `/api/approvals?request=${request}`, headers: admin.headers })
    return listed.json<{ items: Approval[] }>().items[0]
  })

const asked = async (login: string, text?: string) => approvalOf(await open(login, text))

const send = async (
  session: Session,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  payload?: object,
  more = {},
): Promise<Record<string, unknown>> => {
  const headers = { ...session.headers, ...more }
  const answer = await api.call({ method, url, headers, ...(payload && { payload }) })
  return { status: answer.statusCode, ...answer.json<Record<string, unknown>>() }
}

const yes = ({ id, hash, version }: Approval, session = admin) =>
  send(session, 'POST', `/api/approvals/${id}/approve`, { hash, version })

const scope = (change: object = {}) => ({
  targets: { kind: 'own' },
  requesters: { departments: [], groups: [], assurance: 'asserted' },
  channels: ['ticket'],
  params: {},
  until: new Date(Date.now() + 7 * 86_400_000).toISOString(),
  cap: { total: 10, perDay: 5 },
  ...change,
})

const ask = (approval: Approval, change: object = {}) => ({
  approval: approval.id,
  hash: approval.hash,
  version: approval.version,
  scope: scope(change),
})

const grant = (session: Session, payload: object, more = {}) =>
  send(session, 'POST', '/api/standing-approvals', payload, more)

/** Ran as whom, or people were asked. */
const outcome = (request: string) =>
  until('ran, or asked', async () => {
    const { status } = await rowOf(api.world, api.deps.database, request as RequestId)
    if (status === 'waiting_approval') return 'asked'
    const [row] = await api.rows<{ person: string }>(
      `select act_as ->> 'person' as person from ledger where request = $1 and action = $2 and state = 'done'`,
      [request, action],
    )
    return row?.person
  })

test('200: what policy offers stands at the approval, and where it does not it says why', async () => {
  const shown = await send(admin, 'GET', `/api/approvals/${from.id}`)
  expect(shown).toMatchObject({ offered: { always: { for: '30d', cap: 50 }, why: null }, standing: null })
  const credential = await asked(person(1), 'I lost my phone, please reset my MFA.')
  expect(credential.offered.always).toBeNull()
  expect(await grant(admin, ask(credential))).toMatchObject({ status: 403, code: 'always_not_offered' })
})

describe('before anybody said yes', () => {
  test('409: only who said yes to the one says yes to all like it', async () => {
    expect(await grant(admin, ask(from))).toMatchObject({ status: 409, code: 'yes_first' })
  })

  test('200: a preview says what it would cover and how far it reaches, and writes nothing', async () => {
    const seen = await send(admin, 'POST', '/api/standing-approvals/preview', ask(from))
    expect(seen).toMatchObject({
      status: 200,
      needed: 1,
      saidYes: false,
      justification: false,
      thisOne: { verdict: 'covered', why: [] },
      before: { looked: 0, covered: 0 },
      reach: { targetsMax: 10, total: 10, perDay: 5 },
    })
    expect(await api.rows('select id from standing_approvals')).toEqual([])
    const others = { targets: { kind: 'these', ids: ['00uSomebodyElse'] } }
    const elsewhere = {
      ...others,
      requesters: { departments: ['Nowhere'], groups: [], assurance: 'asserted' },
    }
    expect(await send(admin, 'POST', '/api/standing-approvals/preview', ask(from, elsewhere))).toMatchObject({
      thisOne: { verdict: 'not', why: ['another account'] },
      reach: { targetsMax: 1, because: 'they are named one by one' },
    })
    const members = {
      targets: { kind: 'within', departments: [], labels: [], groups: ['okta:00gX'] },
      requesters: { departments: [departmentOf(person(0))], groups: [], assurance: 'asserted' },
    }
    expect(await send(admin, 'POST', '/api/standing-approvals/preview', ask(from, members))).toMatchObject({
      thisOne: { verdict: 'unknown', why: ['the account’s groups'] },
    })
  })

  test('200: the directory is counted for what the terms name; what it does not tell is unknown', async () => {
    const reach = (change: object, session = admin) =>
      send(session, 'POST', '/api/standing-approvals/reach', ask(from, change))
    const { accounts } = api.world.company
    const department = departmentOf(person(0))
    const [group = ''] = accounts.find((each) => each.login === person(0))?.groups ?? []
    const ofDepartment = accounts.filter((each) => each.department === department).length
    const inGroup = accounts.filter((each) => each.groups.includes(group)).length
    const within = (targets: object) => ({
      targets: { kind: 'within', departments: [], labels: [], groups: [], ...targets },
      requesters: { departments: [department], groups: [], assurance: 'asserted' },
    })
    const id = `okta:${oktaGroupId(api.world.company, group)}`
    expect(await reach(within({ departments: [department] }))).toMatchObject({
      status: 200,
      platform: 'okta',
      counted: [{ kind: 'department', of: department, count: ofDepartment, more: false }],
      accountsMax: ofDepartment,
    })
    expect(await reach(within({ departments: [department], groups: [id] }))).toMatchObject({
      counted: [{ count: ofDepartment }, { kind: 'group', count: inGroup }],
      accountsMax: Math.min(ofDepartment, inGroup),
    })
    expect(await reach(within({ groups: ['google:00gOfAnother', 'okta:00gNobody'] }))).toMatchObject({
      counted: [{ count: null }, { count: null }],
      accountsMax: null,
    })
    expect(await reach(within({ labels: ['nobody-has-it'] }))).toMatchObject({
      counted: [{ kind: 'label', count: 0 }],
      accountsMax: 0,
    })
    // On the account of whoever asks: as many as may ask.
    expect(await reach({})).toMatchObject({ counted: [{ kind: 'everybody', of: 'okta' }] })
    const requesters = { departments: [department], groups: [], assurance: 'asserted' }
    expect(await reach({ requesters })).toMatchObject({ accountsMax: ofDepartment })
    const these = { targets: { kind: 'these', ids: ['00u1', '00u2', '00u2'] }, requesters }
    expect(await reach(these)).toMatchObject({ platform: null, counted: [], accountsMax: 2 })
    expect(await reach({}, auditor)).toMatchObject({ status: 403 })
    expect(await reach({ cap: { total: 51, perDay: 1 } })).toMatchObject({
      status: 422,
      code: 'terms_too_wide',
    })
  }, 30_000)
})

describe('after a yes that counted', () => {
  let id: string
  let approval: Approval
  beforeAll(async () => {
    approval = from
    await yes(approval)
    await outcome(approval.request)
  }, 60_000)

  test.each<[number, string, () => [Session, object]]>([
    [409, 'version_stale', () => [admin, { ...ask(approval), version: 9 }]],
    [409, 'version_stale', () => [admin, { ...ask(approval), hash: `sha256:${'0'.repeat(64)}` }]],
    [409, 'yes_first', () => [colleague, ask(approval)]],
    [403, 'forbidden', () => [auditor, ask(approval)]],
    [404, 'not_found', () => [admin, { ...ask(approval), approval: 'apr_00000000000000000000AAAA' }]],
    [422, 'terms_too_wide', () => [admin, ask(approval, { cap: { total: 51, perDay: 1 } })]],
    [422, 'terms_too_wide', () => [admin, ask(approval, { cap: { total: 5, perDay: 6 } })]],
    [
      422,
      'terms_too_wide',
      () => [admin, ask(approval, { until: new Date(Date.now() + 31 * 86_400_000).toISOString() })],
    ],
    [422, 'terms_too_wide', () => [admin, ask(approval, { channels: ['pro'] })]],
    [422, 'params_invalid', () => [admin, ask(approval, { params: { force: [true] } })]],
    [422, 'body_invalid', () => [admin, ask(approval, { until: new Date(Date.now() - 1).toISOString() })]],
    [422, 'body_invalid', () => [admin, ask(approval, { targets: { kind: 'any' } })]],
    [
      422,
      'body_invalid',
      () => [admin, ask(approval, { targets: { kind: 'within', departments: [], labels: [], groups: [] } })],
    ],
    [422, 'body_invalid', () => [admin, ask(approval, { targets: { kind: 'these', ids: ['00u1'] } })]],
    [422, 'body_invalid', () => [admin, { ...ask(approval), terms: {} }]],
  ])('%i %s', async (status, code, made) => {
    const [session, body] = made()
    expect(await grant(session, body)).toMatchObject({ status, code })
    expect(await api.rows(`select id from standing_approvals`)).toEqual([])
  })

  test('201: it covers the next ones, as its grantor, and tells so, until it is taken back', async () => {
    const key = { 'idempotency-key': 'once' }
    const payload = ask(approval)
    const both = await Promise.all([grant(admin, payload, key), grant(admin, payload, key)])
    expect(both.map((each) => each.status).toSorted()).toEqual([200, 201])
    id = String(both[0]?.['id'])
    expect(both[1]?.['id']).toBe(id)
    const others = { ...payload, scope: scope({ cap: { total: 2, perDay: 2 } }) }
    expect(await grant(admin, others, key)).toMatchObject({ status: 409, code: 'already_decided' })
    const listed = await send(auditor, 'GET', '/api/standing-approvals')
    expect(listed['items']).toMatchObject([
      { id, state: 'active', needed: 1, used: 0, doubts: [], grantor: { person: admin.person }, code: null },
    ])

    const next = await open(person(2))
    expect(await outcome(next)).toBe(admin.person)
    expect(await send(auditor, 'GET', `/api/standing-approvals/${id}`)).toMatchObject({
      used: 1,
      usedToday: 1,
      uses: [{ request: next }],
    })
    const story = await send(admin, 'GET', `/api/requests/${next}`)
    expect(story['steps']).toContainEqual(
      expect.objectContaining({
        action,
        standing: { id, grantor: admin.person, name: expect.any(String) as string },
      }),
    )

    expect(await send(auditor, 'DELETE', `/api/standing-approvals/${id}`)).toMatchObject({ status: 403 })
    const revoked = { status: 200, state: 'revoked', code: 'revoked', mayRevoke: false }
    expect(await send(colleague, 'DELETE', `/api/standing-approvals/${id}`)).toMatchObject(revoked)
    expect(await send(colleague, 'DELETE', `/api/standing-approvals/${id}`)).toMatchObject(revoked)
    expect(await outcome(await open(person(3)))).toBe('asked')
    const kinds = await api.rows<{ kind: string }>(
      `select entry::jsonb ->> 'kind' as kind from activity_log where entry like $1 order by seq`,
      [`%${id}%`],
    )
    expect(kinds.map((each) => each.kind)).toEqual([
      'standing.granted',
      'standing.signed',
      'decision',
      'action.intent',
      'standing.ended',
    ])
  }, 60_000)

  test('its cap ends it: the next one is asked again', async () => {
    const granted = await grant(admin, ask(approval, { cap: { total: 1, perDay: 1 } }))
    expect(await outcome(await open(person(4)))).toBe(admin.person)
    expect(await outcome(await open(person(5)))).toBe('asked')
    expect(await send(admin, 'GET', `/api/standing-approvals/${String(granted['id'])}`)).toMatchObject({
      state: 'used_up',
      used: 1,
      again: expect.stringMatching(/^apr_/) as string,
    })
  }, 60_000)

  test('the members of a group are covered, and nobody else', async () => {
    const account = api.world.company.accounts.find((each) => each.login === person(6))
    const [group = ''] = account?.groups ?? []
    const outside = employees(api.world).find(
      (login) => !api.world.company.accounts.find((each) => each.login === login)?.groups.includes(group),
    )
    await grant(
      admin,
      ask(approval, {
        targets: {
          kind: 'within',
          departments: [],
          labels: [],
          groups: [`okta:${oktaGroupId(api.world.company, group)}`],
        },
        requesters: {
          departments: [departmentOf(person(6)), departmentOf(outside ?? '')],
          groups: [],
          assurance: 'asserted',
        },
      }),
    )
    expect(await outcome(await open(person(6)))).toBe(admin.person)
    expect(await outcome(await open(outside ?? ''))).toBe('asked')
  }, 60_000)

  test('a preview reads the record: who was covered, who was not, and what people had said no to', async () => {
    const rejected = await asked(person(7))
    const { id: one, hash, version } = rejected
    await send(admin, 'POST', `/api/approvals/${one}/reject`, { hash, version })
    await until('the no', async () => {
      const rows = await api.rows(`select id from approvals where id = $1 and state = 'rejected'`, [one])
      return rows.length > 0
    })
    const seen = await send(admin, 'POST', '/api/standing-approvals/preview', ask(approval))
    const before = seen['before'] as { looked: number; covered: number; coveredRejected: number }
    expect(before.looked).toBeGreaterThan(2)
    expect(before.covered).toBe(before.looked)
    expect(before.coveredRejected).toBe(1)
    const others = {
      targets: { kind: 'these', ids: ['00uSomebodyElse'] },
      requesters: { departments: ['Nowhere'], groups: [], assurance: 'asserted' },
    }
    const none = await send(admin, 'POST', '/api/standing-approvals/preview', ask(approval, others))
    expect(none['before']).toMatchObject({ covered: 0, not: [{ why: 'another account' }] })
  }, 60_000)

  test('200: by kind of change, how often people were asked and what they said', async () => {
    const { items } = (await send(auditor, 'GET', '/api/autonomy?days=7')) as {
      items: Record<string, unknown>[]
    }
    expect(items.find((each) => each['action'] === action)).toMatchObject({
      asked: 5,
      approved: 1,
      rejected: 1,
      waiting: 3,
      standing: 3,
      done: 4,
      undone: null,
      ripe: false,
      why: 'people said no once',
      pending: expect.stringMatching(/^apr_/) as string,
    })
    expect(items.find((each) => each['action'] === 'okta.user.reset_factors')).toMatchObject({
      ripe: false,
      why: 'what changes a password, a factor or a recovery is looked at each time',
    })
    expect(await send(auditor, 'GET', '/api/autonomy?days=0')).toMatchObject({ status: 422 })
  })

  test('404: another tenant’s, and what is none', async () => {
    for (const method of ['GET', 'DELETE'] as const)
      for (const each of ['sta_00000000000000000000AAAA', 'x', encodeURIComponent("' or 1=1")])
        expect(await send(admin, method, `/api/standing-approvals/${each}`)).toMatchObject({ status: 404 })
  })
})

describe('where policy asks for two people and a fresh sign-in', () => {
  const twice = async () => [
    ...(await sandboxFiles()).map(({ path, text }) => ({
      path,
      text: text.replace('always: { for: 30d, cap: 50 }', 'quorum: 2\n        always: { for: 30d, cap: 50 }'),
    })),
    {
      path: 'step-up.yaml',
      text: `apiVersion: dex/v1
kind: Policy
layer: action
rules:
  - id: fresh-sign-in
    effect: require
    actions: ["${action}"]
    obligations: { step_up: { maxAge: 5m } }
    because: the test says so
`,
    },
  ]

  /** Signs in once more for exactly this; the session goes on under another id. */
  const freshly = async (session: Session, id: string): Promise<Session> => {
    const query = new URLSearchParams({ approval: id, acr_values: 'urn:sandbox:unattended' })
    const started = await api.call({ url: `/auth/step-up?${query}`, headers: session.headers })
    const answered = await walk(String(started.headers.location), `${publicUrl}/auth/callback`)
    const attempt = Object.entries(cookiesOf(started)).map(([name, value]) => `${name}=${value}`)
    const cookie = [session.headers['cookie'] ?? '', ...attempt].join('; ')
    const done = await api.call({ url: pathOf(answered.url), headers: { ...session.headers, cookie } })
    expect(done.headers.location).toBe(`/approvals/${id}`)
    return {
      ...session,
      headers: { ...session.headers, cookie: `__Host-dex=${cookiesOf(done)['__Host-dex'] ?? ''}` },
    }
  }

  test('it waits in the inbox until both have signed exactly these terms; a change of policy ends it', async () => {
    await api.world.publish(await twice())
    let one = await api.browserSession(api.person('Identity Lead'))
    let two = await api.browserSession(api.person('Service Desk Lead'))
    const third = await api.browserSession(api.person('Service Desk Engineer'))
    const approval = await asked(person(8))
    one = await freshly(one, approval.id)
    expect(await yes(approval, one)).toMatchObject({ status: 200 })
    two = await freshly(two, approval.id)
    expect(await yes(approval, two)).toMatchObject({ status: 200 })

    const granted = await grant(one, ask(approval))
    expect(granted).toMatchObject({ status: 201, state: 'waiting', needed: 2, signatures: [] })
    const id = String(granted['id'])
    const hash = String(granted['hash'])
    const sign = (session: Session, change: object = {}) =>
      send(session, 'POST', `/api/approvals/${id}/approve`, { hash, version: 1, ...change })
    expect(await sign(one)).toMatchObject({ status: 403, code: 'step_up_required' })
    one = await freshly(one, id)
    expect(await sign(one)).toMatchObject({ status: 200, code: 'ok' })
    expect(await sign(one)).toMatchObject({ status: 409, code: 'already_decided' })
    expect(await outcome(await open(person(9)))).toBe('asked')

    const listed = await send(two, 'GET', '/api/approvals')
    expect((listed['items'] as { id: string }[]).find((each) => each.id === id)).toMatchObject({
      subject: { kind: 'standing', hash },
      needed: 2,
      given: 1,
      may: { approve: null },
      stepUp: { done: false },
      standing: { id, state: 'waiting' },
    })
    expect(await sign(third)).toMatchObject({ status: 409, code: 'yes_first' })
    expect(await sign(two, { hash: `sha256:${'0'.repeat(64)}` })).toMatchObject({
      status: 409,
      code: 'version_stale',
    })
    two = await freshly(two, id)
    expect(await sign(two)).toMatchObject({ status: 200 })
    expect(await send(admin, 'GET', `/api/standing-approvals/${id}`)).toMatchObject({ state: 'active' })
    expect(await outcome(await open(person(10)))).toBe(one.person)

    await api.world.publish(await sandboxFiles())
    expect(await send(admin, 'GET', `/api/standing-approvals/${id}`)).toMatchObject({ doubts: ['policy'] })
    expect(await outcome(await open(person(11)))).toBe('asked')
    expect(await send(admin, 'GET', `/api/standing-approvals/${id}`)).toMatchObject({
      state: 'lapsed',
      code: 'policy',
      again: expect.stringMatching(/^apr_/) as string,
    })

    // In one step, by who granted it: what is left, on what policy asks now.
    const path = `/api/standing-approvals/${id}/renewal`
    expect(await send(colleague, 'GET', `/api/standing-approvals/${id}`)).toMatchObject({ mayRenew: false })
    const shown = await send(one, 'GET', path)
    expect(shown).toMatchObject({
      possible: true,
      why: null,
      cap: { total: 9, perDay: 4 },
      needed: 1,
      stepUp: false,
      approval: { id: expect.stringMatching(/^apr_/) as string },
    })
    const changed = shown['changed'] as string[]
    expect(changed[0]).toMatch(/^policy asks for 1 of .*; it asked for 2 of .*, a fresh sign-in$/)
    expect(changed.slice(1)).toEqual([
      '1 of its 10 times are used',
      '1 of them in the last 24 hours: confirmed now it has 4 a day, confirmed after them as many as before',
    ])
    const {
      approval: of,
      until: end,
      cap,
    } = shown as unknown as {
      approval: { id: string; hash: string; version: number }
      until: string
      cap: { total: number; perDay: number }
    }
    const confirm = { approval: of.id, hash: of.hash, version: of.version, until: end, cap }
    const later = new Date(Date.parse(end) + 1_000).toISOString()
    for (const [status, code, session, body] of [
      [403, 'forbidden', two, confirm],
      [403, 'forbidden', auditor, confirm],
      [409, 'version_stale', one, { ...confirm, cap: { total: 10, perDay: 5 } }],
      [409, 'version_stale', one, { ...confirm, cap: { total: 9, perDay: 5 } }],
      [409, 'version_stale', one, { ...confirm, until: later }],
      [409, 'version_stale', one, { ...confirm, hash: `sha256:${'0'.repeat(64)}` }],
      [409, 'version_stale', one, { ...confirm, approval: approval.id }],
      [422, 'body_invalid', one, { ...confirm, scope: scope() }],
      [422, 'body_invalid', one, { ...confirm, cap: { total: '9', perDay: 5 } }],
    ] as const)
      expect([code, await send(session, 'POST', path, body)]).toMatchObject([code, { status, code }])
    const both = await Promise.all([send(one, 'POST', path, confirm), send(one, 'POST', path, confirm)])
    expect(both.map((each) => each['status']).toSorted()).toEqual([200, 201])
    const anew = String(both[0]?.['id'])
    expect(both[1]?.['id']).toBe(anew)
    expect(both[0]).toMatchObject({ state: 'active', renews: id, used: 0, terms: { cap, until: end } })
    expect(await send(one, 'GET', `/api/standing-approvals/${id}`)).toMatchObject({
      state: 'lapsed',
      renewedBy: anew,
      mayRenew: false,
    })
    expect(await outcome(await open(person(14)))).toBe(one.person)
    // What counts still, or is not there, is not confirmed anew.
    expect(await send(one, 'POST', `/api/standing-approvals/${anew}/renewal`, confirm)).toMatchObject({
      status: 409,
      code: 'already_decided',
    })
    for (const method of ['GET', 'POST'] as const)
      expect(
        await send(
          one,
          method,
          '/api/standing-approvals/sta_00000000000000000000AAAA/renewal',
          method === 'POST' ? confirm : undefined,
        ),
      ).toMatchObject({ status: 404 })
  }, 120_000)

  test('what was one person’s is two people’s by now: confirmed anew it waits for the other who signed it, or said yes', async () => {
    await api.world.publish(await sandboxFiles())
    const approval = await asked(person(15))
    await yes(approval, admin)
    await outcome(approval.request)
    const granted = await grant(admin, ask(approval))
    expect(granted).toMatchObject({ status: 201, state: 'active' })
    await api.world.publish((await twice()).slice(0, -1))
    const path = `/api/standing-approvals/${String(granted['id'])}/renewal`
    expect(await send(admin, 'GET', path)).toMatchObject({ status: 409, code: 'already_decided' })
    const next = await asked(person(16))
    const shown = (await send(admin, 'GET', path)) as unknown as {
      approval: { id: string; hash: string; version: number }
      until: string
      cap: object
      needed: number
    }
    expect(shown).toMatchObject({ needed: 2, approval: { id: next.id }, cap: { total: 10, perDay: 5 } })
    const { id: of, hash, version } = shown.approval
    const body = { approval: of, hash, version, until: shown.until, cap: shown.cap }
    const anew = await send(admin, 'POST', path, body)
    expect(anew).toMatchObject({ status: 201, state: 'waiting', needed: 2 })
    const sign = () =>
      send(colleague, 'POST', `/api/approvals/${String(anew['id'])}/approve`, {
        hash: anew['hash'],
        version: 1,
      })
    expect(await sign()).toMatchObject({ status: 409, code: 'yes_first' })
    expect(await outcome(await open(person(17)))).toBe('asked')
    await yes(next, colleague)
    await until('that it counts', async () => (await sign())['status'] === 200)
    expect(await outcome(await open(person(18)))).toBe(admin.person)
    await api.world.publish(await sandboxFiles())
  }, 60_000)

  test('a no of one who was to sign ends it', async () => {
    await api.world.publish((await twice()).slice(0, -1))
    const approval = await asked(person(12))
    await yes(approval, admin)
    await yes(approval, colleague)
    const granted = await grant(admin, ask(approval))
    expect(granted).toMatchObject({ status: 201, state: 'waiting', signatures: [{ person: admin.person }] })
    const url = `/api/approvals/${String(granted['id'])}/reject`
    const { hash } = granted
    expect(await send(colleague, 'POST', url, { hash, version: 1 })).toMatchObject({ status: 200 })
    expect(await send(colleague, 'POST', url, { hash, version: 1 })).toMatchObject({ status: 409 })
    const over = await send(admin, 'GET', `/api/standing-approvals/${String(granted['id'])}`)
    expect(over).toMatchObject({ state: 'revoked', code: 'rejected' })
    await api.world.publish(await sandboxFiles())
  }, 60_000)
})

test('from the terminal: looked at, approved always, listed, revoked', async () => {
  const run = await (await terminalsAt(api))(admin)
  const approval = await asked(person(13))
  expect((await run('approval', 'always', approval.id, '--yes')).stderr).toContain('one of --own, --on')
  const wide = await run('approval', 'always', approval.id, '--own', '--total', '51', '--yes', '--json')
  expect([wide.code, JSON.parse(wide.stdout)]).toMatchObject([2, { error: { code: 'terms_too_wide' } }])
  const granted = await run(
    'approval',
    'always',
    approval.id,
    '--own',
    '--total',
    '3',
    '--per-day',
    '3',
    '--yes',
  )
  expect(granted.code).toBe(0)
  expect(granted.stderr).toContain('always, without asking:')
  expect(granted.stderr).toMatch(/\d+ accounts in all, by okta/)
  expect(granted.stdout).toContain('at most 3 times in all')
  const listed = JSON.parse((await run('standing', 'list', '--json')).stdout) as { items: { id: string }[] }
  const [first] = listed.items
  expect((await run('standing', 'list')).stdout).toContain(first?.id)
  expect((await run('standing', 'show', first?.id ?? '')).stdout).toContain('0 of 3')
  await api.world.admin.query(
    `update standing_approvals set state = 'lapsed', code = 'rights', closed_at = now() where id = $1`,
    [first?.id],
  )
  expect((await run('standing', 'renew', first?.id ?? '')).stderr).toContain('look at it, then add --yes')
  const renewed = await run('standing', 'renew', first?.id ?? '', '--yes')
  expect([renewed.code, renewed.stderr]).toMatchObject([0, expect.stringContaining('what changed:')])
  expect(renewed.stdout).toContain('at most 3 times in all')
  const [anew] = (JSON.parse((await run('standing', 'list', '--json')).stdout) as { items: { id: string }[] })
    .items
  expect(anew?.id).not.toBe(first?.id)
  expect((await run('standing', 'renew', anew?.id ?? '', '--yes')).stderr).toContain('only what lapsed')
  expect((await run('standing', 'revoke', anew?.id ?? '')).stdout).toContain('is revoked')
}, 60_000)
