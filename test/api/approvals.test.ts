import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from '#client/api/create-api.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { readApprovers } from '#store/approved.ts'
import { employees, lostPhone, startWorkers } from '#test/support/cast.ts'
import { until } from '#test/support/door.ts'
import { openGate } from '#test/support/gate.ts'
import { factorsOf, resetsOf } from '#test/support/platform.ts'
import { terminalsAt } from '#test/cli/support/at-api.ts'
import { watched } from '#test/support/watched.ts'
import { walk } from '#test/sandbox/browser.ts'
import { canonicalJson, logEntryHash, logGenesis } from '#vault/hashes.ts'
import { createTestApi, pathOf, publicUrl, type Session, type TestApi } from './support/test-api.ts'

let api: TestApi
let workers: { stop(): Promise<void> }
let admin: Session
let other: Session
beforeAll(async () => {
  api = await createTestApi()
  const owner = api.world.company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
  await api.world.addPerson(owner, ['admin'], ['admin', 'investigate'])
  workers = await startWorkers(api.world)
  admin = await api.cliSession(api.person('Identity Lead'))
  other = await api.cliSession(api.person('Service Desk Lead'))
}, 120_000)
afterAll(async () => {
  await workers.stop()
  await api.close()
})

interface Approval {
  id: string
  hash: string
  version: number
  sentence: string
  obligations: { approvals: { proof: string[] }[] }
  runsAs: unknown
  connection: { usable: boolean; connectUrl: string }
  content: { purpose: string }
  decision: { layers: unknown[] }
  decisions: { verdict: string; name: string; code: string }[]
}

async function waiting(login: string, externalId: string) {
  const { requesterEmail, ...ask } = lostPhone(login)
  const answer = await api.hook(JSON.stringify({ externalId, ...ask, requester: { email: requesterEmail } }))
  const { id } = answer.json<{ id: string }>()
  const approval = await until('an approval', async () => {
    const listed = await api.call({ url: `/api/approvals?request=${id}`, headers: admin.headers })
    return listed.json<{ items: Approval[] }>().items[0]
  })
  return { id, approval }
}

const send = async (session: Session, id: string, verdict: string, payload: object) => {
  const answer = await api.call({
    method: 'POST',
    url: `/api/approvals/${id}/${verdict}`,
    headers: session.headers,
    payload,
  })
  return {
    status: answer.statusCode,
    ...answer.json<{ code?: string; connectUrl?: string; methods?: string[] }>(),
  }
}

const connect = (session: Session, email: string, kind = 'admin') => api.connectOkta(session, email, kind)

const decisionRows = (request: string) =>
  api.rows<{ verdict: string; statement: Record<string, unknown>; signature: string }>(
    'select * from decisions where request = $1',
    [request],
  )

test('a signed webhook, a connection, a signed yes on what was shown, one reset', async () => {
  const login = employees(api.world)[0] ?? ''
  const { id, approval } = await waiting(login, 'INC-1')
  const { hash, version } = approval
  const proof = approval.obligations.approvals.flatMap((each) => each.proof)[0]
  const yes = { hash, version, ...(proof !== undefined && { proof }), justification: 'saw their badge' }
  expect(approval.sentence).toContain('remove all MFA factors')
  expect(approval.decision.layers).toHaveLength(6)
  expect(approval).toMatchObject({ runsAs: { person: null, you: true }, connection: { usable: false } })

  const stale = { ...yes, hash: `sha256:${'0'.repeat(64)}` }
  expect(await send(admin, approval.id, 'approve', stale)).toMatchObject({
    status: 409,
    code: 'version_stale',
  })
  expect(await send(admin, approval.id, 'approve', { ...yes, version: 2 })).toMatchObject({
    status: 409,
    code: 'version_stale',
  })
  expect(await send(admin, 'apr_00000000000000000000AAAA', 'approve', yes)).toMatchObject({ status: 404 })
  if (proof !== undefined) {
    const { proof: _proof, ...unproven } = yes
    for (const each of [unproven, { ...yes, proof: 'guessed' }]) {
      expect(await send(admin, approval.id, 'approve', each)).toMatchObject({
        status: 422,
        code: 'proof_required',
        methods: expect.arrayContaining([proof]) as string[],
      })
    }
  }
  const unconnected = await send(admin, approval.id, 'approve', yes)
  expect(unconnected).toMatchObject({ status: 409, code: 'connection_required' })
  expect(unconnected.connectUrl).toBe(
    `${publicUrl}/connect/okta?kind=admin&returnTo=%2Fapprovals%2F${approval.id}`,
  )
  expect(await decisionRows(id)).toEqual([])

  const callback = await connect(admin, api.person('Identity Lead'))
  const done = await api.call({ url: pathOf(callback) })
  expect([done.statusCode, done.headers.location]).toEqual([302, '/'])
  const again = await api.call({ url: pathOf(callback) })
  expect([again.statusCode, again.json<{ code: string }>().code]).toEqual([400, 'state_invalid'])
  const connections = await api.call({ url: '/api/connections', headers: admin.headers })
  expect(connections.json<{ items: object[] }>().items).toContainEqual(
    expect.objectContaining({ mine: true, kind: 'admin', state: 'active' }),
  )

  expect(await send(admin, approval.id, 'approve', yes)).toMatchObject({
    status: 200,
    accepted: true,
    code: 'ok',
  })
  expect(await send(admin, approval.id, 'approve', yes)).toMatchObject({
    status: 409,
    code: 'already_decided',
  })
  const [row] = await decisionRows(id)
  expect(row?.statement).toMatchObject({
    type: 'dex/decision/v1',
    tenant: api.world.tenant,
    request: id,
    step: expect.any(Number) as number,
    actionHash: hash,
    verdict: 'approve',
    actAs: { person: admin.person, connection: expect.stringMatching(/^con_/) as string },
    approver: { person: admin.person, iss: api.idp.url },
    keyId: api.world.signer.keyId,
    proof: proof ?? null,
    onBehalfOf: null,
    stepUp: null,
  })
  expect(JSON.stringify(row)).not.toContain('saw their badge')

  await until('the reset', async () => (await resetsOf(api.world)).length === 1)
  expect(await factorsOf(api.world, login)).toBe(0)
  const shown = await until('the end', async () => {
    const answer = await api.call({ url: `/api/requests/${id}`, headers: admin.headers })
    const body = answer.json<{
      status: string
      contentDestroyedAt: string | null
      steps: object[]
      decisions: object[]
      ask: unknown
    }>()
    return body.contentDestroyedAt === null ? null : body
  })
  expect(shown).toMatchObject({ status: 'resolved', ask: null })
  expect(shown.decisions).toMatchObject([{ verdict: 'approve', code: 'ok', person: admin.person }])
  expect(shown.steps).toContainEqual(
    expect.objectContaining({
      action: 'okta.user.reset_factors',
      state: 'done',
      ledger: expect.objectContaining({
        state: 'done',
        attempt: 1,
        platformRequestId: expect.any(String) as string,
      }) as object,
    }),
  )
  const closed = await api.call({ url: `/api/approvals/${approval.id}`, headers: admin.headers })
  expect(closed.json()).toMatchObject({ sentence: null, content: null })
}, 60_000)

test('a no ends the wait; the comment is content and stays sealed', async () => {
  const { id, approval } = await waiting(employees(api.world)[1] ?? '', 'INC-2')
  const { hash, version } = approval
  await api.call({ url: pathOf(await connect(other, api.person('Service Desk Lead'))) })
  const no = { hash, version, comment: 'call them first' }
  expect(await send(other, approval.id, 'reject', no)).toMatchObject({ status: 200, accepted: true })
  expect(await send(admin, approval.id, 'reject', no)).toMatchObject({ status: 409 })
  expect(JSON.stringify(await decisionRows(id))).not.toContain('call them first')
  expect(await resetsOf(api.world)).toHaveLength(1)
}, 60_000)

test('whose own rights do not suffice learns it before they say yes: of the platform, and of what they granted', async () => {
  const get = async <Body>(session: Session, path: string) =>
    (await api.call({ url: `/api/approvals${path}`, headers: session.headers })).json<Body>()
  interface Shown {
    may: { approve: { code: string } | null }
    connection: { usable: boolean; missingScopes: string[] }
  }
  const [, , , , login = ''] = employees(api.world)
  const answer = await api.hook(
    JSON.stringify({
      externalId: 'INC-rights',
      title: 'Away for a while',
      text: `Please suspend the Okta account of ${login}, they are on leave.`,
      requester: { email: employees(api.world)[5] },
    }),
  )
  const { id: request } = answer.json<{ id: string }>()
  const { id, action, hash, version } = await until('an approval', async () => {
    const listed = await get<{ items: (Approval & { action: string })[] }>(admin, `?request=${request}`)
    return listed.items[0]
  })
  expect(action).toBe('okta.user.suspend')
  // Suspending takes more than a help desk's role; organization administrators hold it.
  expect(await get(other, `/${id}/rights`)).toEqual({
    right: 'short',
    adminRight: expect.stringContaining('suspend users') as string,
    you: true,
  })
  expect(await get(admin, `/${id}/rights`)).toMatchObject({ right: 'enough', you: true })
  expect((await get<Shown>(admin, `/${id}`)).may.approve).toBeNull()

  await api.world.admin.query(
    `update connections set scopes = array_remove(scopes, 'okta.users.manage') where person = $1 and state = 'active'`,
    [admin.person],
  )
  const shown = await get<Shown>(admin, `/${id}`)
  expect(shown.may.approve).toMatchObject({ code: 'connection_required' })
  expect(shown.connection).toMatchObject({ usable: false, missingScopes: ['okta.users.manage'] })
  expect(
    await send(admin, id, 'approve', { hash, version, justification: 'they are on leave' }),
  ).toMatchObject({
    status: 409,
    code: 'connection_required',
    missingScopes: ['okta.users.manage'],
  })
}, 60_000)

test('what the gate refuses comes back with its code: somebody who is not entitled', async () => {
  const { approval } = await waiting(employees(api.world)[2] ?? '', 'INC-3')
  const { hash, version } = approval
  // An admin of Dex by the sign-in's claim, and of nothing in the directory: they never linked an account.
  await api.world.admin.query(`update identity_providers set group_roles = '{"finance":["approver"]}'`)
  const claimed = await api.cliSession(api.person('Controller'))
  await api.world.admin.query(`update identity_providers set group_roles = '{"it-admins":["admin"]}'`)
  expect(await send(claimed, approval.id, 'reject', { hash, version })).toMatchObject({
    status: 403,
    code: 'approver_not_entitled',
  })
  const open = await api.call({ url: `/api/approvals/${approval.id}`, headers: admin.headers })
  expect(open.json()).toMatchObject({
    state: 'pending',
    decisions: [{ code: 'approver_not_entitled', verdict: 'reject' }],
  })
}, 60_000)

test('a dozen yeses within a minute: the next one waits, by whatever session; a no does not; it is on record', async () => {
  const { id, approval } = await waiting(employees(api.world)[6] ?? '', 'INC-pace')
  const { hash, version } = approval
  const limits = { ...api.deps.limits, approvals: { most: 12, withinMs: 60_000 } }
  const strict = await createApi({ ...api.deps, limits })
  const yes = async ({ headers }: Session, verdict = 'approve', body: object = {}) => {
    const url = `/api/approvals/${approval.id}/${verdict}`
    const answer = await strict.inject({ method: 'POST', url, headers, payload: { hash, version, ...body } })
    const after = Number(answer.headers['retry-after'] ?? 0)
    return { status: answer.statusCode, after, ...answer.json<{ code?: string }>() }
  }
  const given = (from: number, to: number) =>
    api.world.admin.query(
      `with said as (
         insert into decisions (tenant, id, request, step, approver, verdict, statement, signature)
         select $1, 'dec_pace' || n, $2, 1000 + n, $3, 'approve', '{}', 'pace' || n from generate_series($4::int, $5::int) n
         returning tenant, id)
       insert into decision_checks (tenant, decision, code) select tenant, id, 'ok' from said`,
      [api.world.tenant, id, other.person, from, to],
    )
  await given(1, 11)
  expect(await yes(other)).toMatchObject({ code: 'proof_required' })
  await given(12, 12)
  const again = await api.cliSession(api.person('Service Desk Lead'))
  for (const session of [other, again]) {
    const slowed = await yes(session)
    expect(slowed).toMatchObject({ status: 429, code: 'too_fast' })
    expect(slowed.after).toBeGreaterThan(0)
    expect(slowed.after).toBeLessThanOrEqual(60)
  }
  expect(await yes(admin)).toMatchObject({ code: 'proof_required' })
  expect(await yes(other, 'reject')).toMatchObject({ status: 200 })
  const noted = await api.rows<{ entry: string }>(
    `select entry from activity_log where entry like '%too_fast%'`,
  )
  expect(noted.map(({ entry }) => JSON.parse(entry) as object)).toMatchObject([
    { kind: 'access.denied', by: { person: other.person }, code: 'too_fast' },
    { kind: 'access.denied', by: { person: other.person }, code: 'too_fast' },
  ])
  await strict.close()
}, 60_000)

test('the inbox: the same few statements for a dozen as for two, each by an index', async () => {
  const gate = await openGate(api.world)
  for (const login of employees(api.world).slice(8, 20)) {
    const asked = await gate.ask(login, {
      action: 'okta.user.reset_factors',
      target: oktaUserId(api.world.company, login),
    })
    await asked.decide()
  }
  await gate.close()
  const { database, statements } = watched(api.deps.database)
  const looked = await createApi({ ...api.deps, database })
  const page = async (limit: number) => {
    statements.length = 0
    const url = `/api/approvals?limit=${limit}`
    const answer = await looked.inject({ url, headers: admin.headers })
    const items = answer.json<{ items: Approval[] }>().items.length
    return { items, statements: statements.map(({ sql }) => sql) }
  }
  // What was approved before is read once in a while, not with each page.
  const cold = await page(12)
  const first = [...statements]
  const two = await page(2)
  const dozen = await page(12)
  expect([cold.items, two.items, dozen.items]).toEqual([12, 2, 12])
  expect(dozen.statements).toEqual(two.statements)

  const { tenant } = api.world
  const plans = await api.deps.database.read(tenant, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx)
    const told: string[] = []
    for (const each of first) {
      const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>({
        ...each,
        sql: `explain ${each.sql}`,
      })
      told.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
    }
    return told.join('\n')
  })
  expect(plans).toMatch(/Index Scan using approvals_waiting/)
  expect(plans).toMatch(/Index Scan using approvals_approved/)
  for (const index of ['proposals_wanted', 'bulk_lines_wanted'])
    expect(plans).toMatch(new RegExp(`${index}.*\\n *Index Cond: .*target_id`))
  expect(plans).not.toMatch(/Seq Scan on (approvals|proposals|requests|decisions|scratch|people|bulk_\w+)/)
  await looked.close()
}, 60_000)

test('what differs from what was approved before is told with the approval, from the decision records', async () => {
  const { tenant } = api.world
  const waits = await api.rows<{ id: string; request: string }>(
    `select a.id, a.request from approvals a join proposals p using (tenant, request, step)
     where a.state = 'pending' and p.action = 'okta.user.reset_factors' order by a.created_at, a.id`,
  )
  const [one, ...before] = waits
  if (!one) throw new Error('nothing waits')
  expect(before.length).toBeGreaterThanOrEqual(8)
  // As if people had said yes to all the others, and this one had come another way.
  await api.world.admin.query(
    `update approvals set state = 'approved', closed_at = now() where tenant = $1 and id = any($2)`,
    [tenant, before.map(({ id }) => id)],
  )
  await api.world.admin.query(`update requests set channel = 'go' where tenant = $1 and id = $2`, [
    tenant,
    one.request,
  ])
  const looked = await createApi({ ...api.deps, database: watched(api.deps.database).database })
  const read = async (url: string) =>
    (await looked.inject({ url, headers: admin.headers })).json<{
      unusual: string[]
      items: { id: string; unusual: string[] }[]
    }>()
  const { unusual } = await read(`/api/approvals/${one.id}`)
  expect(unusual).toContain('it came by ticket until now; this one came in chat')
  expect((await read('/api/approvals')).items.find(({ id }) => id === one.id)?.unusual).toEqual(unusual)
  expect((await read(`/api/approvals/${before[0]?.id}`)).unusual).toEqual([])
  await looked.close()
  await api.world.admin.query(`update requests set channel = 'ticket' where tenant = $1 and id = $2`, [
    tenant,
    one.request,
  ])
})

test('how soon people decide and how often with yes: one’s own; everybody’s for admins and auditors', async () => {
  const read = async (session: Session, query = '') => {
    const answer = await api.call({ url: `/api/approvers${query}`, headers: session.headers })
    return { status: answer.statusCode, ...answer.json<{ items: Record<string, unknown>[] }>() }
  }
  const counted = await api.rows<{ verdict: string; count: number }>(
    `select d.verdict, count(*)::int as count from decisions d join decision_checks c on c.decision = d.id
     where d.approver = $1 and d.verdict in ('approve', 'reject') and c.code = 'ok' group by 1`,
    [admin.person],
  )
  const of = (verdict: string) => counted.find((each) => each.verdict === verdict)?.count ?? 0
  const [yes, no] = [of('approve'), of('reject')]
  expect(yes).toBeGreaterThan(0)
  const { items } = await read(admin)
  const mine = items.find((each) => each['you'] === true)
  expect(mine).toMatchObject({
    person: admin.person,
    yes,
    no,
    approvedPercent: Math.round((yes / (yes + no)) * 100),
    forOthers: 0,
  })
  const [exact] = await api.rows<{ ms: number }>(
    `select percentile_cont(0.5) within group (order by extract(epoch from d.decided_at - a.created_at) * 1000)::float8 as ms
     from decisions d join approvals a on a.id = d.approval join decision_checks c on c.decision = d.id and c.code = 'ok'
     where d.approver = $1`,
    [admin.person],
  )
  expect(mine?.['medianMs']).toBe(Math.round(exact?.ms ?? 0))
  const roles = (of: object) =>
    api.world.admin.query('update identity_providers set group_roles = $1', [
      JSON.stringify({ 'it-admins': ['admin'], ...of }),
    ])
  await roles({ auditors: ['auditor'], finance: ['approver'] })
  const auditor = await api.cliSession(api.person('Security Analyst'))
  const people = items.map((each) => each['person'])
  expect((await read(auditor)).items.map((each) => each['person'])).toEqual(people)
  const approver = await api.cliSession(api.person('Payroll Specialist'))
  // One of them said no before: their own figures are all they see.
  for (const { person } of (await read(approver)).items) expect(person).toBe(approver.person)
  await roles({})
  const employee = await api.cliSession(employees(api.world)[4] ?? '')
  expect((await read(employee)).status).toBe(403)
  for (const query of ['?days=0', '?days=many', '?days=366', '?since=yesterday'])
    expect([query, (await read(admin, query)).status]).toEqual([query, 422])
  const { tenant } = api.world
  const since = new Date()
  expect(
    await api.deps.database.read(tenant, (tx) => readApprovers(tenant, tx, { since, person: null })),
  ).toEqual([])
})

test('403: kind admin or investigate is not for an employee; the callback of a browser is that person’s', async () => {
  const employee = await api.browserSession(api.person('Payroll Specialist'))
  for (const kind of ['admin', 'investigate']) {
    const answer = await api.call({ url: `/connect/okta?kind=${kind}`, headers: employee.headers })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'forbidden'])
  }
  const lead = await api.browserSession(api.person('Service Desk Engineer'))
  const hint = api.person('Service Desk Engineer')
  const query = new URLSearchParams({ kind: 'admin', login_hint: hint, acr_values: 'urn:sandbox:unattended' })
  const started = await api.call({ url: `/connect/okta?${query}`, headers: lead.headers })
  expect(started.statusCode).toBe(302)
  const callback = pathOf(
    (await walk(String(started.headers.location), `${publicUrl}/connect/okta/callback`)).url,
  )
  for (const headers of [{}, employee.headers]) {
    const answer = await api.call({ url: callback, headers })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([400, 'state_invalid'])
  }
  const done = await api.call({ url: callback, headers: lead.headers })
  expect([done.statusCode, done.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  const sealed = await api.rows('select * from connect_attempts')
  expect(JSON.stringify(sealed)).not.toMatch(/codeVerifier|callbackUrl/)
}, 60_000)

test('an admin stops what changes anything: a yes waits, everybody sees why, and after the resume it runs once', async () => {
  const post = async (session: Session, url: string, payload: object) => {
    const answer = await api.call({ method: 'POST', url, headers: session.headers, payload })
    return { status: answer.statusCode, body: answer.json<{ id: string; code?: string; resumed: unknown }>() }
  }
  const reason = { reason: 'something is wrong with the directory' }
  const employee = await api.cliSession(employees(api.world)[2] ?? '')
  expect((await post(employee, '/api/stops', reason)).status).toBe(403)
  for (const wrong of [
    {},
    { reason: '.' },
    { ...reason, platform: 'fax' },
    { ...reason, action: 'okta.user.find' },
    { ...reason, platform: 'okta', action: 'okta.user.suspend' },
  ])
    expect([wrong, (await post(admin, '/api/stops', wrong)).status]).toEqual([wrong, 422])

  await api.call({ url: pathOf(await connect(admin, api.person('Identity Lead'))), headers: admin.headers })
  const login = employees(api.world)[3] ?? ''
  const { id, approval } = await waiting(login, 'INC-STOP')
  const before = (await resetsOf(api.world)).length
  const stopped = await post(admin, '/api/stops', { ...reason, platform: 'okta' })
  expect(stopped).toMatchObject({
    status: 201,
    body: { scope: { platform: 'okta', action: null }, resumed: null },
  })
  const proof = approval.obligations.approvals.flatMap((each) => each.proof)[0]
  const { hash, version } = approval
  expect(await send(admin, approval.id, 'approve', { hash, version, proof })).toMatchObject({ status: 200 })
  const codeOf = async () =>
    (await api.call({ url: `/api/requests/${id}`, headers: admin.headers })).json<{
      status: string
      statusCode: string | null
    }>()
  await until('that it is held back', async () => (await codeOf()).statusCode === 'writes_stopped')
  expect((await resetsOf(api.world)).length).toBe(before)

  expect((await post(admin, '/api/stops/stp_000000000000000000000000/resume', reason)).status).toBe(404)
  const resumed = await post(admin, `/api/stops/${stopped.body.id}/resume`, reason)
  expect(resumed).toMatchObject({ status: 200, body: { resumed: { person: admin.person, ...reason } } })
  // Once over it stays as it was ended.
  expect((await post(admin, `/api/stops/${stopped.body.id}/resume`, { reason: 'again' })).body).toEqual(
    resumed.body,
  )
  await until('the end', async () => (await codeOf()).status === 'resolved')
  expect((await resetsOf(api.world)).length).toBe(before + 1)
  const logged = await api.rows<{ entry: string }>(
    `select entry from activity_log where entry like '%"writes.%' order by seq`,
  )
  expect(logged.map(({ entry }) => JSON.parse(entry) as { kind: string; signature: string })).toMatchObject([
    {
      kind: 'writes.stopped',
      by: { person: admin.person },
      detail: { stop: stopped.body.id, platform: 'okta' },
    },
    { kind: 'writes.resumed', by: { person: admin.person }, detail: { stop: stopped.body.id } },
  ])
  expect(JSON.stringify(logged)).not.toContain(reason.reason)
}, 60_000)

test('a deputy’s yes: said by POST approve in another’s name, heard by the gate, run on the deputy’s own connection', async () => {
  await api.call({
    url: pathOf(await connect(other, api.person('Service Desk Lead'))),
    headers: other.headers,
  })
  const { id, approval } = await waiting(employees(api.world)[5] ?? '', 'INC-DEPUTY')
  const proof = approval.obligations.approvals.flatMap((each) => each.proof)[0]
  const { hash, version } = approval
  const yes = { hash, version, proof, onBehalfOf: admin.person }
  expect(await send(other, approval.id, 'approve', yes)).toMatchObject({ code: 'not_deputy' })
  const named = await api.call({
    method: 'POST',
    url: '/api/deputies',
    headers: admin.headers,
    payload: { deputy: other.person, until: new Date(Date.now() + 86_400_000).toISOString() },
  })
  expect(named.statusCode).toBe(201)
  // Not the other way round, and not for who named nobody.
  expect(await send(admin, approval.id, 'approve', { ...yes, onBehalfOf: other.person })).toMatchObject({
    code: 'not_deputy',
  })
  expect(await send(other, approval.id, 'approve', yes)).toMatchObject({ status: 200, code: 'ok' })
  // Both are spent on it: who is away says nothing more, by either mouth.
  expect(await send(admin, approval.id, 'approve', { hash, version, proof })).toMatchObject({ status: 409 })
  const ran = await until('that it ran', async () => {
    const [row] = await api.rows<{ person: string }>(
      `select act_as ->> 'person' as person from ledger where request = $1 and state = 'done' and action = 'okta.user.reset_factors'`,
      [id],
    )
    return row
  })
  expect(ran.person).toBe(other.person)
  const [first] = (await decisionRows(id)).filter(({ verdict }) => verdict === 'approve')
  expect(first?.statement).toMatchObject({
    approver: { person: other.person },
    onBehalfOf: admin.person,
  })
  const told = await api.call({ url: `/api/approvals/${approval.id}`, headers: admin.headers })
  expect(told.json()).toMatchObject({
    state: 'approved',
    given: 1,
    decisions: expect.arrayContaining([
      expect.objectContaining({
        person: other.person,
        onBehalfOf: expect.objectContaining({ person: admin.person }) as object,
        code: 'ok',
      }),
    ]) as object[],
  })
  const url = `/api/deputies/${named.json<{ id: string }>().id}`
  expect((await api.call({ method: 'DELETE', url, headers: admin.headers })).statusCode).toBe(200)
  const next = await waiting(employees(api.world)[6] ?? '', 'INC-DEPUTY-2')
  const again = { hash: next.approval.hash, version: next.approval.version, proof, onBehalfOf: admin.person }
  expect(await send(other, next.approval.id, 'approve', again)).toMatchObject({ code: 'not_deputy' })
}, 60_000)

test('from the terminal: what waits, what it is, and each refusal with its way out', async () => {
  const terminal = await terminalsAt(api)
  const mine = await terminal(admin)
  const { approval } = await waiting(employees(api.world)[7] ?? '', 'INC-CLI')
  const listed = await mine('approval', 'list')
  expect(listed.stdout).toMatch(/^id +state +risk +until .*usual +what\n/)
  expect(listed.stdout).toContain(approval.id)
  const shown = (await mine('approval', 'show', approval.id)).stdout
  for (const said of [
    'remove all MFA factors',
    'asked by',
    'only the source says so',
    'runs as',
    'take back',
  ])
    expect(shown).toContain(said)
  expect(shown).not.toMatch(/per_[A-Za-z0-9]/)
  expect((await mine('approval', 'approve', approval.id)).stderr).toContain('look at it, then add --yes')
  const unproven = await mine('approval', 'approve', approval.id, '--yes')
  expect([unproven.code, unproven.stderr]).toEqual([2, expect.stringContaining('say how: --proof ')])
  const unfit = await mine('approval', 'edit', approval.id, '--set', 'force=1')
  expect([unfit.code, unfit.stderr]).toEqual([2, expect.stringContaining('params_invalid')])
  expect((await mine('approval', 'edit', approval.id)).stderr).toContain('--set title=Clerk')
  const none = await mine('approval', 'show', 'apr_00000000000000000000AAAA')
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('see `dex approval list`')])
}, 60_000)

test('the log: in order, verified, exported with a signed head; an edited row is found', async () => {
  const { headers } = await api.cliSession(api.person('Identity Lead'))
  const get = async (url: string) => api.call({ url, headers })
  const before = (await get('/api/activity/verify')).json<{ intact: boolean; seq: number }>()
  expect(before).toEqual({ intact: true, seq: expect.any(Number) as number })
  expect(before.seq).toBeGreaterThan(20)

  const exported = (await get('/api/activity/export')).body.trimEnd().split('\n')
  const { head } = JSON.parse(exported.pop() ?? '') as {
    head: { statement: { type: string; seq: number; hash: string }; signature: string }
  }
  let hash = logGenesis()
  for (const line of exported) {
    const row = JSON.parse(line) as { seq: number; hash: string; entry: object }
    hash = logEntryHash(hash, row.seq, canonicalJson(row.entry))
    expect(Buffer.from(hash).toString('hex')).toBe(row.hash)
  }
  expect(head.statement).toMatchObject({
    type: 'dex/log-head/v1',
    seq: exported.length,
    hash: Buffer.from(hash).toString('hex'),
  })
  expect(head.signature).toMatch(/^[A-Za-z0-9_-]{86}$/)

  const page = (await get('/api/activity?after=2&limit=3')).json<{ items: { seq: number }[]; next: number }>()
  expect([page.items.map((item) => item.seq), page.next]).toEqual([[3, 4, 5], 5])

  await api.world.admin.query('alter table activity_log disable trigger all')
  await api.world.admin.query(
    `update activity_log set entry = replace(entry, 'request.opened', 'request.closed') where seq = (select min(seq) from activity_log where entry like '%request.opened%')`,
  )
  const [edited] = await api.rows<{ seq: string }>(
    `select min(seq) as seq from activity_log where entry like '%request.closed%'`,
  )
  const broken = Number(edited?.seq)
  expect((await get('/api/activity/verify')).json()).toEqual({
    intact: false,
    seq: broken - 1,
    brokenAt: broken,
  })
}, 60_000)
