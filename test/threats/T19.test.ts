import { afterAll, beforeAll, expect, test } from 'vitest'
import { walk } from '#test/sandbox/browser.ts'
import { stepUpMet } from '#activities/execute/step-up.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import {
  cookiesOf,
  createTestApi,
  pathOf,
  publicUrl,
  type Session,
  type TestApi,
  ticket,
} from '#test/api/support/test-api.ts'
import { employees, startWorkers } from '#test/support/cast.ts'
import type { RequestId } from '#contract/ids.ts'
import { decide, until, waitForApproval } from '#test/support/door.ts'
import { resetsOf } from '#test/support/platform.ts'
import { type Person, sandboxFiles } from '#test/support/world.ts'

/** T19 not interactive: where policy asks for a fresh sign-in, no yes counts without one for exactly this, used once. */
let api: TestApi
let workers: { stop(): Promise<void> }
let admin: Session
let approval: { id: string; hash: string; version: number; stepUp: { done: boolean } | null }

const stepUpRule = {
  path: 'step-up.yaml',
  text: `apiVersion: dex/v1
kind: Policy
layer: action
rules:
  - id: fresh-sign-in
    effect: require
    actions: ["okta.user.reset_factors"]
    obligations: { step_up: { maxAge: 5m } }
    because: the test says so
`,
}

beforeAll(async () => {
  api = await createTestApi({ world: { files: [...(await sandboxFiles()), stepUpRule] } })
  const owner = api.world.company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
  await api.world.addPerson(owner, ['admin'], ['admin', 'investigate'])
  workers = await startWorkers(api.world)
  admin = await api.browserSession(api.person('Identity Lead'))
  const query = new URLSearchParams({
    kind: 'admin',
    login_hint: api.person('Identity Lead'),
    acr_values: 'urn:sandbox:unattended',
  })
  const started = await api.call({ url: `/connect/okta?${query}`, headers: admin.headers })
  const end = await walk(String(started.headers.location), `${publicUrl}/connect/okta/callback`)
  await api.call({ url: pathOf(end.url), headers: admin.headers })
  const opened = await api.hook(ticket({ requester: { email: employees(api.world)[0] } }))
  const { id } = opened.json<{ id: string }>()
  approval = await until('an approval', async () => {
    const listed = await api.call({ url: `/api/approvals?request=${id}`, headers: admin.headers })
    return listed.json<{ items: (typeof approval)[] }>().items[0]
  })
}, 120_000)
afterAll(async () => {
  await workers.stop()
  await api.close()
})

const approve = async (session: Session) => {
  const answer = await api.call({
    method: 'POST',
    url: `/api/approvals/${approval.id}/approve`,
    headers: session.headers,
    payload: { hash: approval.hash, version: approval.version, proof: 'callback' },
  })
  return { status: answer.statusCode, ...answer.json<{ code: string; stepUpUrl?: string }>() }
}

/** Off to the identity provider and back to where its answer goes. */
const begin = async (session: Session) => {
  const query = new URLSearchParams({ approval: approval.id, acr_values: 'urn:sandbox:unattended' })
  const started = await api.call({ url: `/auth/step-up?${query}`, headers: session.headers })
  const asked = new URL(String(started.headers.location)).searchParams
  const answered = await walk(String(started.headers.location), `${publicUrl}/auth/callback`)
  return { asked, attempt: cookiesOf(started), answered: pathOf(answered.url) }
}

const finish = async (round: Awaited<ReturnType<typeof begin>>, session: Session) => {
  const attempt = Object.entries(round.attempt)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')
  const cookie = `${session.headers['cookie'] ?? ''}; ${attempt}`
  return api.call({ url: round.answered, headers: { ...session.headers, cookie } })
}

test('no yes without it; the sign-in is of this hash, fresh, in this session, and counts once', async () => {
  expect(approval.stepUp).toMatchObject({ done: false })
  expect(await approve(admin)).toMatchObject({
    status: 403,
    code: 'step_up_required',
    stepUpUrl: `${publicUrl}/auth/step-up?approval=${approval.id}`,
  })
  expect(await approve(await api.cliSession(api.person('Identity Lead')))).toMatchObject({ status: 403 })

  const stolen = await begin(admin)
  expect(stolen.asked.get('max_age')).toBe('0')
  expect(stolen.asked.get('nonce')).toBe(approval.hash)
  const other = await api.browserSession(api.person('Service Desk Lead'))
  expect((await finish(stolen, other)).json<{ code: string }>().code).toBe('state_invalid')

  const done = await finish(await begin(admin), admin)
  expect([done.statusCode, done.headers.location]).toEqual([302, `/approvals/${approval.id}`])
  const fresh = {
    ...admin,
    headers: { ...admin.headers, cookie: `__Host-dex=${cookiesOf(done)['__Host-dex'] ?? ''}` },
  }
  // The session has another id now; the old one opens nothing.
  expect((await approve(admin)).status).toBe(401)
  const shown = await api.call({ url: `/api/approvals/${approval.id}`, headers: fresh.headers })
  expect(shown.json()).toMatchObject({ stepUp: { done: true } })
  expect(await approve(fresh)).toMatchObject({ status: 200, code: 'ok' })
  await until('the reset', async () => (await resetsOf(api.world)).length === 1)
  const [row] = await api.rows<{ statement: DecisionStatement }>(
    'select statement from decisions where approval = $1',
    [approval.id],
  )
  expect(row?.statement.stepUp).toMatchObject({ nonce: approval.hash, acr: 'urn:sandbox:mfa' })
  const left = await api.rows('select * from step_ups where used_at is null')
  expect(left).toEqual([])
}, 90_000)

interface Waiting {
  id: string
  hash: string
  version: number
  request: string
}
/** A ticket of somebody's, and what waits for a yes of it. */
async function asked(login: string, externalId: string): Promise<Waiting> {
  const opened = await api.hook(ticket({ externalId, requester: { email: login } }))
  const { id } = opened.json<{ id: string }>()
  return until('an approval', async () => {
    const { headers } = await lead()
    const listed = await api.call({ url: `/api/approvals?request=${id}`, headers })
    return listed.json<{ items: Waiting[] }>().items[0]
  })
}
const lead = () => api.browserSession(api.person('Identity Lead'))
const yes = async ({ headers }: Session, { id, hash, version }: Waiting) => {
  const url = `/api/approvals/${id}/approve`
  const answer = await api.call({
    method: 'POST',
    url,
    headers,
    payload: { hash, version, proof: 'callback' },
  })
  return answer.json<{ code: string }>().code
}

test('a fresh sign-in is of one approval, in one session, for as long as policy says, and used once', async () => {
  const [first = '', second = ''] = employees(api.world).slice(1)
  const mine = await asked(first, 'T19-1')
  const sameHash = await asked(first, 'T19-2')
  const otherHash = await asked(second, 'T19-3')
  expect(sameHash.hash).toBe(mine.hash)
  expect(otherHash.hash).not.toBe(mine.hash)
  approval = { ...mine, stepUp: null }
  const before = await lead()
  const done = await finish(await begin(before), before)
  const fresh: Session = {
    ...before,
    headers: { ...before.headers, cookie: `__Host-dex=${cookiesOf(done)['__Host-dex'] ?? ''}` },
  }
  const refused = 'step_up_required'
  expect(await yes(fresh, otherHash)).toBe(refused)
  // Exactly the same action, for another request.
  expect(await yes(fresh, sameHash)).toBe(refused)
  // The same person, signed in elsewhere.
  expect(await yes(await lead(), mine)).toBe(refused)
  api.time.aheadMs = 6 * 60_000
  expect(await yes(fresh, mine)).toBe(refused)
  api.time.aheadMs = 0
  await api.world.admin.query('update step_ups set used_at = now() where approval = $1', [mine.id])
  expect(await yes(fresh, mine)).toBe(refused)
  expect(
    await api.rows('select id from decisions where approval = any($1)', [
      [mine.id, sameHash.id, otherHash.id],
    ]),
  ).toEqual([])
  await api.world.admin.query('update step_ups set used_at = null where approval = $1', [mine.id])
  expect(await yes(fresh, mine)).toBe('ok')
}, 90_000)

test('the gate refuses a signed yes whose sign-in was of another hash, is too old or none, and goes on waiting', async () => {
  const mine = await asked(employees(api.world)[3] ?? '', 'T19-4')
  const database = api.world.database('dex_api')
  const waiting = await waitForApproval(api.world, database, mine.request as RequestId)
  const [connection] = await api.rows<{ id: string }>(
    `select id from connections where person = $1 and kind = 'admin'`,
    [admin.person],
  )
  const person = {
    id: admin.person,
    email: api.person('Identity Lead'),
    oktaId: '',
    connections: { admin: connection?.id ?? null, investigate: null },
  } as Person
  const now = Math.floor(Date.now() / 1_000)
  const good = { acr: 'urn:sandbox:mfa', auth_time: now, nonce: waiting.subject_hash }
  const before = (await resetsOf(api.world)).length
  for (const stepUp of [
    null,
    { ...good, nonce: `sha256:${'0'.repeat(64)}` },
    { ...good, nonce: waiting.id },
    { ...good, auth_time: now - 10 * 60 },
    { ...good, auth_time: now + 10 * 60 },
    { ...good, acr: '' },
  ])
    expect([stepUp, await decide(api.world, database, waiting, person, { stepUp })]).toEqual([
      stepUp,
      { accepted: false, code: 'step_up_required' },
    ])
  expect((await resetsOf(api.world)).length).toBe(before)
  expect(await decide(api.world, database, waiting, person, { stepUp: good })).toEqual({
    accepted: true,
    code: 'ok',
  })
  await until('the reset', async () => (await resetsOf(api.world)).length === before + 1)
}, 60_000)

test('the gate takes no other hash, no old sign-in, none from the future, none without acr', () => {
  const statement = {
    actionHash: 'sha256:a',
    issuedAt: '2026-11-28T10:00:00Z',
    stepUp: { acr: 'mfa', auth_time: Date.parse('2026-11-28T09:58:00Z') / 1_000, nonce: 'sha256:a' },
  } as unknown as DecisionStatement
  const met = (change: object) =>
    stepUpMet({ step_up: { maxAge: '5m' } }, {
      ...statement,
      stepUp: { ...statement.stepUp, ...change },
    } as DecisionStatement)
  expect(met({})).toBe(true)
  expect(met({ nonce: 'sha256:b' })).toBe(false)
  expect(met({ auth_time: Date.parse('2026-11-28T09:54:00Z') / 1_000 })).toBe(false)
  expect(met({ auth_time: Date.parse('2026-11-28T10:02:00Z') / 1_000 })).toBe(false)
  expect(met({ acr: '' })).toBe(false)
  expect(stepUpMet({ step_up: { maxAge: '5m' } }, { ...statement, stepUp: null })).toBe(false)
  expect(stepUpMet({}, { ...statement, stepUp: null })).toBe(true)
})

test('a session ends when its person’s roles change, and when the identity provider says so', async () => {
  const email = api.person('Service Desk Engineer')
  const before = await api.cliSession(email)
  const me = async (session: Session) =>
    (await api.call({ url: '/api/me', headers: session.headers })).statusCode
  expect(await me(before)).toBe(200)
  await api.world.admin.query(`update identity_providers set group_roles = '{"it-admins":["auditor"]}'`)
  const after = await api.cliSession(email)
  await api.world.admin.query(`update identity_providers set group_roles = '{"it-admins":["admin"]}'`)
  expect([await me(before), await me(after)]).toEqual([401, 200])

  const forged = await api.call({
    method: 'POST',
    url: '/auth/back-channel-logout',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ logout_token: await api.idTokenOf(email) }).toString(),
  })
  expect([forged.statusCode, await me(after)]).toEqual([400, 200])
})

test('403: a sign-in that shows no second factor opens no session', async () => {
  await api.world.admin.query(`update identity_providers set mfa = '{"amr":["hwk"],"acr":[]}'`)
  const idToken = await api.idTokenOf(api.person('Accountant'))
  const payload = { idToken, signIn: api.signIn }
  const answer = await api.call({ method: 'POST', url: '/auth/cli', payload })
  await api.world.admin.query(`update identity_providers set mfa = '{"amr":["mfa"],"acr":[]}'`)
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'mfa_required'])
})
