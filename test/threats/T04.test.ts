import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestId } from '#contract/ids.ts'
import type { SignedDecision } from '#contract/statement.ts'
import type { Database } from '#store/database.ts'
import { createTestApi, pathOf, publicUrl, type Session, type TestApi } from '../api/support/test-api.ts'
import { walk } from '../sandbox/browser.ts'
import { type Cast, createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { decide, openTicket, until, waitForApproval, waitForStatus } from '../support/door.ts'
import { commentsOf, plantFault, resetsOf } from '../support/platform.ts'
import { sandboxFiles } from '../support/world.ts'

/** T4 circular identity: one person whose token it is, fixed by the first yes, the same in all, and nobody else instead. */
let api: TestApi
let database: Database
let cast: Cast
let workers: { stop(): Promise<void> }
let people: string[]

const twoPeople = {
  path: 'two-people.yaml',
  text: `apiVersion: dex/v1
kind: Policy
layer: global
rules:
  - id: two-people
    effect: require
    actions: ["okta.user.reset_factors"]
    obligations: { approval: { by: { role: it-admin }, quorum: 2, within: 1h, otherwise: deny } }
    because: the test says so
`,
}

beforeAll(async () => {
  api = await createTestApi()
  const { world } = api
  database = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
  people = employees(world)
}, 120_000)

afterAll(async () => {
  await workers.stop()
  await api.close()
})

const itAdmins = () =>
  api.world.company.accounts.filter((each) => each.groups.includes('it-admins')).map((each) => each.login)

async function connectAs(session: Session, email: string, kind: string): Promise<number> {
  const query = new URLSearchParams({ kind, login_hint: email, acr_values: 'urn:sandbox:unattended' })
  const started = await api.call({
    url: `/connect/okta?${query}`,
    headers: { ...session.headers, accept: 'application/json' },
  })
  const { url } = started.json<{ url: string }>()
  const back = await walk(url, `${publicUrl}/connect/okta/callback`)
  return (await api.call({ url: pathOf(back.url) })).statusCode
}

/** The account is linked to whoever signs in, and to nobody of the cast any more. */
async function signIn(email: string, was: string | null): Promise<Session> {
  const session = await api.cliSession(email)
  if (was !== null)
    await api.world.admin.query('update accounts set person = $1 where person = $2', [session.person, was])
  return session
}

const checked = (request: string) =>
  api.rows<{ code: string; statement: SignedDecision['statement'] }>(
    `select c.code, d.statement from decisions d join decision_checks c on c.decision = d.id where d.request = $1`,
    [request],
  )

test('two yeses at the same moment that name different people: one counts', async () => {
  const { world } = api
  await world.publish([...(await sandboxFiles()), twoPeople])
  const opened = await Promise.all(
    [0, 1, 2].map((index) => openTicket(world, database, lostPhone(people[index] ?? ''))),
  )
  for (const { request } of opened) {
    const approval = await waitForApproval(world, database, request)
    const answers = await Promise.all([
      decide(world, database, approval, cast.admin),
      decide(world, database, approval, cast.colleague),
    ])
    expect(answers.map((each) => each.code).sort()).toEqual(['ok', 'statement_mismatch'])
    const [row] = await api.rows<{ act_as: object }>('select act_as from approvals where id = $1', [
      approval.id,
    ])
    const counted = (await checked(request)).filter((each) => each.code === 'ok')
    expect(counted.map((each) => each.statement.actAs)).toEqual([row?.act_as])
  }
  expect(await resetsOf(world)).toEqual([])
}, 90_000)

test('the credential is refused at the call: every yes is void, it is asked anew, and runs as nobody else', async () => {
  const { world } = api
  await world.publish(await sandboxFiles())
  const before = (await resetsOf(world)).length
  const { request, externalId } = await openTicket(world, database, lostPhone(people[4] ?? ''))
  const first = await waitForApproval(world, database, request)
  await plantFault(world.okta.url, {
    match: { method: 'POST', path: '/reset_factors' },
    kind: 'expired_token',
  })
  expect(await decide(world, database, first, cast.admin)).toMatchObject({ accepted: true })
  const second = await until('the second question', async () => {
    const found = await waitForApproval(world, database, request)
    return found.id !== first.id && found
  })
  expect(second).toMatchObject({ act_as: null, subject_hash: first.subject_hash })
  expect(second.step).toBeGreaterThan(first.step)
  const states = await api.rows(
    'select state, outcome_code from ledger where request = $1 and act_as is not null',
    [request],
  )
  expect(states).toEqual([{ state: 'failed', outcome_code: 'connection_expired' }])
  expect(await api.rows('select state from approvals where id = $1', [first.id])).toEqual([{ state: 'void' }])
  const [ended] = await api.rows<{ state: string; size: number }>(
    'select state, length(sealed_tokens) as size from connections where id = $1',
    [cast.admin.connections.admin],
  )
  expect(ended).toEqual({ state: 'expired', size: 0 })
  expect(await resetsOf(world)).toHaveLength(before)
  // Whoever is no longer connected cannot lend what is gone.
  expect(await decide(world, database, second, cast.admin)).toMatchObject({ code: 'connection_required' })
  expect(await decide(world, database, second, cast.colleague)).toMatchObject({ accepted: true })
  await waitForStatus(world, database, request, 'resolved')
  expect((await resetsOf(world)).slice(before)).toMatchObject([{ actor: cast.colleague.email }])
  const asked = (await commentsOf(world, externalId)).filter((each) => /connect again/.test(each.body))
  expect(asked).toMatchObject([{ public: false }])
}, 90_000)

test('through the api both are signed for the same person, and it runs as that person, once', async () => {
  const { world } = api
  await world.publish([...(await sandboxFiles()), twoPeople])
  const before = (await resetsOf(world)).length
  const { owner, admin, colleague } = cast
  const free = itAdmins().find((login) => ![owner.email, admin.email, colleague.email].includes(login)) ?? ''
  const logins = [colleague.email, free]
  const sessions = [await signIn(colleague.email, colleague.id), await signIn(free, null)]
  for (const [index, session] of sessions.entries())
    expect(await connectAs(session, logins[index] ?? '', 'admin')).toBe(200)
  const { request } = await openTicket(world, database, lostPhone(people[3] ?? ''))
  const approval = await waitForApproval(world, database, request)
  const proof = ((approval.obligations as { approvals: { proof: string[] }[] }).approvals ?? []).flatMap(
    (each) => each.proof,
  )[0]
  const answers = await Promise.all(
    sessions.map((session) =>
      api.call({
        method: 'POST',
        url: `/api/approvals/${approval.id}/approve`,
        headers: session.headers,
        payload: {
          hash: approval.subject_hash,
          version: approval.version,
          ...(proof !== undefined && { proof }),
          justification: 'seen in person',
        },
      }),
    ),
  )
  expect(answers.map((each) => each.statusCode)).toEqual([200, 200])
  await waitForStatus(world, database, request, 'resolved')
  const actors = (await checked(request)).map((each) => each.statement.actAs?.person)
  expect(new Set(actors).size).toBe(1)
  const [reset, ...more] = (await resetsOf(world)).slice(before)
  expect(more).toEqual([])
  const acting = sessions.findIndex((session) => session.person === actors[0])
  expect(reset?.actor).toBe(logins[acting])
}, 90_000)

test('the investigating delegation is taken back: the request waits, asks for it with a link, and goes on by itself', async () => {
  const { world } = api
  const owner = cast.owner.email
  const session = await signIn(owner, cast.owner.id)
  expect(await connectAs(session, owner, 'investigate')).toBe(200)
  await world.admin.query(`update connections set state = 'revoked', sealed_tokens = '' where id = $1`, [
    cast.owner.connections.investigate,
  ])
  await world.publish(await sandboxFiles())
  await plantFault(world.okta.url, { match: { method: 'GET', path: '/api/v1/users' }, kind: 'expired_token' })
  const { request, externalId } = await openTicket(world, database, lostPhone(people[5] ?? ''), {
    timing: { escalatedMs: 60_000 },
  })
  await waitForStatus(world, database, request, 'waiting_connection')
  await until('the note', async () =>
    (await commentsOf(world, externalId)).some((each) => /dex connection connect/.test(each.body)),
  )
  const mine = await api.call({ url: '/api/connections', headers: session.headers })
  expect(mine.json<{ items: object[] }>().items).toContainEqual(
    expect.objectContaining({ mine: true, kind: 'investigate', state: 'expired' }),
  )
  const needed = await api.rows<{ entry: string }>('select entry from activity_log where request = $1', [
    request,
  ])
  expect(
    needed
      .map((each) => JSON.parse(each.entry) as object)
      .filter((each) => 'code' in each && each.code === 'connection_expired'),
  ).toMatchObject([
    { kind: 'connection.needed', detail: { person: session.person, platform: 'okta', kind: 'investigate' } },
  ])

  expect(await connectAs(session, owner, 'investigate')).toBe(200)
  const approval = await waitForApproval(world, database, request as RequestId)
  expect(approval.state).toBe('pending')
}, 90_000)
