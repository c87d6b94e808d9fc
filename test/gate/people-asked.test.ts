import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { decideList } from '#activities/execute/list/decide-list.ts'
import { proveLines } from '#activities/execute/list/prove-lines.ts'
import { startList } from '#activities/execute/list/start-list.ts'
import { execute as executeStep } from '#activities/execute/execute.ts'
import { notify } from '#activities/notify/notify.ts'
import { passOn } from '#activities/pass-on/pass-on.ts'
import { shred } from '#activities/shred/shred.ts'
import type { Obligations } from '#contract/decision.ts'
import type { DeputyStatement } from '#contract/deputy.ts'
import { lineWorkflowId } from '#contract/message-names.ts'
import { newDeputyId } from '#contract/new-id.ts'
import { createZones } from '#policy/decide/zone.ts'
import { addTime } from '#policy/working-time.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { type Cast, createCast, employees } from '../support/cast.ts'
import { type Asked, openGate, type TestGate } from '../support/gate.ts'
import { createWorld } from '../support/here.ts'
import type { Person, World } from '../support/world.ts'
import { durationMs } from '#contract/duration.ts'
import { rulesOfTime } from './rules-of-time.ts'

/** Who is asked, until when, and what becomes of the asking when nobody's yes or no ends it. */
let world: World
let gate: TestGate
let cast: Cast

const action = 'okta.user.reset_factors'

beforeAll(async () => {
  world = await createWorld({ files: rulesOfTime })
  cast = await createCast(world)
  gate = await openGate(world)
  const logins = employees(world)
  standIn = await world.addPerson(logins.at(-1) ?? '', ['approver'], ['admin'])
  other = await world.addPerson(logins.at(-2) ?? '', ['approver'], ['admin'])
  const { accounts } = world.company
  const ofSecurity = accounts.find(
    ({ groups }) => groups.includes('security-admins') && !groups.includes('it-admins'),
  )
  security = await world.addPerson(ofSecurity?.login ?? '', ['admin'], ['admin'])
}, 60_000)

afterAll(async () => {
  await gate.close()
  await world.close()
})

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const each of undo.splice(0)) await each()
})

const sql = async (text: string, ...values: unknown[]) =>
  (await world.admin.query<Record<string, unknown>>(text, values)).rows

let used = 0
async function ask(
  wanted: { action: string; params?: Record<string, unknown> } = { action },
): Promise<Asked> {
  // The last two are people with a role here.
  const logins = employees(world).slice(0, -2)
  const login = logins[(used += 1) % logins.length] ?? ''
  const asked = await gate.ask(login, { ...wanted, target: oktaUserId(world.company, login) })
  expect(await asked.decide()).toMatchObject({ effect: 'require_approval' })
  return asked
}

const workflowOf = ({ request }: Asked): string => `${world.tenant}/test/${request}`
const timeIsOver = (asked: Asked, step: number) =>
  notify(gate.deps, workflowOf(asked), { request: asked.request, step, kind: 'expired' })
const endOf = async (id: string) =>
  (await sql('select state, ended_code, ended_by from approvals where id = $1', id))[0]
const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString()
const logged = async ({ request }: Asked, kind: string) =>
  (await sql('select entry from activity_log where request = $1 order by seq', request))
    .map((row) => JSON.parse(String(row['entry'])) as Record<string, unknown>)
    .filter((each) => each['kind'] === kind)
const decided = (asked: Asked) => logged(asked, 'approval.decided')
const closings = (asked: Asked) => logged(asked, 'approval.closed')
/** Somebody who may open the console, is no IT administrator, and is connected themselves. */
let standIn: Person
let other: Person
/** A security administrator, and no IT administrator as `cast.colleague` is; `cast.admin` is both. */
let security: Person

/** `person` is away from an hour ago for a day, unless said otherwise, and has signed that `to` decides. */
async function named(
  person: Person,
  to: Person,
  change: Partial<DeputyStatement> = {},
  row: Partial<{ person: string; deputy: string }> = {},
): Promise<string> {
  const hour = 3_600_000
  const statement: DeputyStatement = {
    type: 'dex/deputy/v1',
    tenant: world.tenant,
    id: newDeputyId(),
    person: { person: person.id, iss: 'https://idp.test', sub: person.email },
    deputy: to.id,
    from: new Date(Date.now() - hour).toISOString(),
    until: new Date(Date.now() + 24 * hour).toISOString(),
    issuedAt: new Date().toISOString(),
    nonce: randomBytes(16).toString('hex'),
    keyId: world.signer.keyId,
    ...change,
  }
  const signature = world.signer.sign(statement)
  await sql(
    'insert into deputies (tenant, id, person, deputy, from_at, until_at, statement, signature) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    ...[world.tenant, statement.id, row.person ?? person.id, row.deputy ?? to.id],
    ...[statement.from, statement.until, JSON.stringify(statement), signature],
  )
  undo.push(() => sql('delete from deputies where id = $1', statement.id))
  return statement.id
}
const end = (id: string) => sql('update deputies set ended_at = now(), ended_by = person where id = $1', id)
const inNameOf = (person: Person) => ({ onBehalfOf: person.id })

describe('a deputy', () => {
  it('says yes by the right of who is away, and runs it with no right but their own; both are on record', async () => {
    await named(cast.colleague, standIn)
    const asked = await ask()
    expect(await asked.say(standIn)).toMatchObject({ code: 'approver_not_entitled' })
    expect(await asked.say(standIn, inNameOf(cast.colleague))).toMatchObject({
      code: 'ok',
      settled: 'approved',
    })
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'failed', code: 'platform_forbidden' })
    const [entry] = await decided(asked)
    expect(entry).toMatchObject({
      by: { person: standIn.id },
      statement: { onBehalfOf: cast.colleague.id, actAs: { person: standIn.id } },
    })
  })

  it.each([
    ['nobody named them', () => Promise.resolve(), () => cast.colleague, 'not_deputy'],
    ['somebody else named them', () => named(cast.admin, standIn), () => cast.colleague, 'not_deputy'],
    ['another was named', () => named(cast.colleague, cast.owner), () => cast.colleague, 'not_deputy'],
    [
      'it is over',
      () => named(cast.colleague, standIn, { from: ago(3), until: ago(1) }),
      () => cast.colleague,
      'not_deputy',
    ],
    [
      'it has not begun',
      () => named(cast.colleague, standIn, { from: ago(-1) }),
      () => cast.colleague,
      'not_deputy',
    ],
    [
      'it was taken back',
      async () => end(await named(cast.colleague, standIn)),
      () => cast.colleague,
      'not_deputy',
    ],
    [
      'the row says another than was signed',
      () => named(cast.admin, standIn, {}, { person: cast.colleague.id }),
      () => cast.colleague,
      'not_deputy',
    ],
    [
      'it is signed by nobody’s key',
      async () => {
        const id = await named(cast.colleague, standIn)
        await sql(`update deputies set signature = $2 where id = $1`, id, 'A'.repeat(86))
      },
      () => cast.colleague,
      'not_deputy',
    ],
    ['who is away is entitled to nothing', () => named(other, standIn), () => other, 'approver_not_entitled'],
  ] as const)('does not count where %s', async (_what, given, whom, code) => {
    await given()
    const asked = await ask()
    expect(await asked.say(standIn, inNameOf(whom()))).toMatchObject({ accepted: false, code })
  })

  it('hands nothing on: a deputy’s deputy has no right', async () => {
    await named(cast.colleague, standIn)
    await named(standIn, other)
    const asked = await ask()
    expect(await asked.say(other, inNameOf(standIn))).toMatchObject({ code: 'approver_not_entitled' })
    expect(await asked.say(other, inNameOf(cast.colleague))).toMatchObject({ code: 'not_deputy' })
  })

  it('is nobody who is disabled', async () => {
    await named(cast.colleague, standIn)
    const asked = await ask()
    await sql(`update people set state = 'disabled' where id = $1`, standIn.id)
    undo.push(() => sql(`update people set state = 'active' where id = $1`, standIn.id))
    expect(await asked.say(standIn, inNameOf(cast.colleague))).toMatchObject({ code: 'not_deputy' })
  })

  it.each([
    ['who asked for it', () => standIn],
    ['on behalf of who asked for it', () => cast.colleague],
  ])('is not %s', async (_who, author) => {
    await named(cast.colleague, standIn)
    const asked = await ask()
    await sql(
      'update requests set authors = array_append(authors, $2) where id = $1',
      asked.request,
      author().id,
    )
    expect(await asked.say(standIn, inNameOf(cast.colleague))).toMatchObject({ code: 'approver_excluded' })
  })

  it('and whose right it is count once, whoever comes first', async () => {
    const two = { action: 'okta.user.suspend' }
    await named(cast.colleague, standIn)
    const asked = await ask(two)
    expect(await asked.say(cast.admin)).toMatchObject({ code: 'ok', settled: null })
    expect(await asked.say(standIn, inNameOf(cast.admin))).toMatchObject({ code: 'not_deputy' })
    expect(await asked.say(standIn, inNameOf(cast.colleague))).toMatchObject({
      code: 'ok',
      settled: 'approved',
    })
    expect(await asked.say(cast.colleague)).toMatchObject({ code: 'already_decided' })
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done' })
    const turned = await ask(two)
    expect(await turned.say(cast.colleague)).toMatchObject({ code: 'ok' })
    expect(await turned.say(standIn, inNameOf(cast.colleague))).toMatchObject({ code: 'already_decided' })
  })

  it('counts no more at the gate once it is taken back, and what was said is void', async () => {
    const id = await named(cast.colleague, standIn)
    const asked = await ask()
    const first = await asked.approval()
    expect(await asked.say(standIn, inNameOf(cast.colleague))).toMatchObject({ code: 'ok' })
    await end(id)
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'needs_approval' })
    expect(await endOf(first.id)).toMatchObject({ state: 'void', ended_code: 'approver_left' })
  })
})

describe('what waits no more says why', () => {
  it('nobody’s time is over before the moment in our own row, whoever says so; then it is', async () => {
    const asked = await ask()
    const { id, step } = await asked.approval()
    await expect(timeIsOver(asked, step)).rejects.toMatchObject({ code: 'changed_meanwhile' })
    expect(await endOf(id)).toMatchObject({ state: 'pending', ended_code: null })
    await sql(`update approvals set expires_at = now() - interval '1 s' where id = $1`, id)
    await timeIsOver(asked, step)
    expect(await endOf(id)).toEqual({ state: 'expired', ended_code: 'nobody_answered', ended_by: null })
  })

  it.each([
    ['cancel', 'cancelled', 'cancelled', 'request_cancelled'],
    ['take_over', 'escalated', 'taken_over', 'request_taken_over'],
  ] as const)('a person’s %s ends it, and is named', async (verdict, status, code, ended) => {
    const asked = await ask()
    const { id } = await asked.approval()
    await asked.say(cast.colleague, { verdict, actAs: null })
    await shred(gate.deps, workflowOf(asked), { request: asked.request, status, code })
    expect(await endOf(id)).toEqual({ state: 'void', ended_code: ended, ended_by: cast.colleague.id })
    expect(await closings(asked)).toMatchObject([
      { approval: id, by: { role: 'gate', person: cast.colleague.id }, detail: { changed: ended } },
    ])
  })

  it('a request that closes by itself takes it along, by nobody’s word', async () => {
    const asked = await ask()
    const { id } = await asked.approval()
    await shred(gate.deps, workflowOf(asked), {
      request: asked.request,
      status: 'escalated',
      code: 'no_answer',
    })
    expect(await endOf(id)).toEqual({ state: 'void', ended_code: 'request_closed', ended_by: null })
  })
})

/** Of the approval that waits for this, everything that our own rows say. */
const row = async (asked: Asked) => {
  const { id } = await asked.approval()
  const [found] = await sql('select * from approvals where id = $1', id)
  return found as Record<string, unknown> & {
    id: string
    step: number
    created_at: Date
    expires_at: Date
    remind_at: Date
    obligations: Obligations
  }
}
const overNow = (id: string) =>
  sql(`update approvals set expires_at = now() - interval '1 s', deadlines = null where id = $1`, id)
const passes = (asked: Asked, step: number) =>
  passOn(gate.deps, workflowOf(asked), { request: asked.request, step })
/** Nobody answered those who were asked first. */
async function passed(wanted: {
  action: string
}): Promise<{ asked: Asked; before: { id: string; step: number } }> {
  const asked = await ask(wanted)
  const before = await asked.approval()
  await overNow(before.id)
  expect(await passes(asked, before.step)).toMatchObject({ step: before.step + 1, size: null })
  return { asked, before }
}

const inTurn = { action: 'okta.user.clear_sessions' }
const togetherNext = { action: 'okta.user.unlock' }
const tooFew = { action: 'okta.user.deactivate' }
const nobodyElse = { action: 'okta.user.unsuspend' }
const inHours = { action: 'okta.user.reset_password', params: { delivery: 'email' } }

describe('the next approvers', () => {
  it('are nobody’s yes before it is their turn, and the first are nobody’s afterwards', async () => {
    const asked = await ask(inTurn)
    const first = await row(asked)
    expect(first.expires_at.getTime() - first.created_at.getTime()).toBeCloseTo(durationMs('1h'), -4)
    expect(first.remind_at.getTime() - first.created_at.getTime()).toBeCloseTo(durationMs('10m'), -4)
    expect(await asked.say(security)).toMatchObject({ code: 'approver_not_entitled' })
    await expect(passes(asked, first.step)).rejects.toMatchObject({ code: 'changed_meanwhile' })
    await overNow(first.id)
    const next = await passes(asked, first.step)
    expect(next).toMatchObject({ step: first.step + 1, approval: { otherwise: 'deny' } })
    expect(next?.approval.expiresInMs).toBeCloseTo(durationMs('2h'), -4)
    expect(next?.approval.passesOn).toBeUndefined()
    expect(await endOf(first.id)).toEqual({ state: 'void', ended_code: 'passed_on', ended_by: null })
    expect(await row(asked)).toMatchObject({
      passed_code: 'nobody_answered',
      obligations: { approvals: [{ by: { role: 'security-admin' }, from: [{ role: 'it-admin' }] }] },
    })
    expect(await asked.say(cast.colleague)).toMatchObject({ code: 'approver_not_entitled' })
    expect(await asked.say(cast.admin)).toMatchObject({ code: 'ok', settled: 'approved' })
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'done', step: first.step + 1 })
    expect(await logged(asked, 'approval.requested')).toMatchObject([
      { approval: first.id },
      { detail: { passed: 'nobody_answered', instead: first.id } },
    ])
    expect(await closings(asked)).toMatchObject([
      { detail: { changed: 'passed_on', instead: first.step + 1 } },
    ])
  })

  it('are asked once, however often the workflow says so', async () => {
    const { asked, before } = await passed(inTurn)
    const [again, twice] = await Promise.all([passes(asked, before.step), passes(asked, before.step)])
    expect([again?.step, twice?.step]).toEqual([before.step + 1, before.step + 1])
    expect(await sql('select id from approvals where request = $1', asked.request)).toHaveLength(2)
    await expect(passes(asked, before.step + 1)).rejects.toMatchObject({ code: 'changed_meanwhile' })
    const { id } = await asked.approval()
    await overNow(id)
    expect(await passes(asked, before.step + 1)).toBeNull()
  })

  it('count for themselves: what was said to those before does not, whenever it arrives', async () => {
    const asked = await ask(togetherNext)
    const first = await asked.approval()
    expect(await asked.say(cast.admin)).toMatchObject({ code: 'ok', settled: null })
    const late = await asked.write(cast.colleague)
    await overNow(first.id)
    await passes(asked, first.step)
    expect(await asked.check(late)).toMatchObject({ accepted: false, code: 'approval_void' })
    expect(await asked.execute()).toMatchObject({ kind: 'needs_approval', step: first.step + 1 })
    expect(await asked.say(cast.admin)).toMatchObject({ code: 'ok', settled: null })
    // Where policy lets them, those before still answer, together with the next.
    expect(await asked.say(cast.colleague)).toMatchObject({ code: 'ok', settled: 'approved' })
    // Nobody had locked it: so says the platform, which was called.
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'failed', code: 'platform_conflict' })
  })

  it('are asked no less once policy names nobody after the first', async () => {
    const { asked, before } = await passed(inTurn)
    expect(await asked.say(cast.admin)).toMatchObject({ code: 'ok' })
    const one = rulesOfTime.map(({ path, text }) => ({ path, text: text.replace(/, next: \[.*\]/, '') }))
    await world.publish(one)
    undo.push(() => world.publish(rulesOfTime))
    expect(await asked.executeToEnd()).toMatchObject({ kind: 'needs_approval', step: before.step + 2 })
    const { obligations } = await row(asked)
    expect(obligations.approvals?.map(({ by }) => by)).toEqual([
      { role: 'it-admin' },
      { role: 'security-admin' },
    ])
  })

  it('are asked at once where those before are fewer than are needed, and the record says so', async () => {
    const asked = await ask(tooFew)
    expect(await row(asked)).toMatchObject({
      step: 1,
      passed_code: 'too_few_approvers',
      too_few: false,
      obligations: { approvals: [{ by: { role: 'security-admin' }, quorum: 1 }] },
    })
    expect(await logged(asked, 'approval.requested')).toMatchObject([
      { detail: { passed: 'too_few_approvers' } },
    ])
    expect(await asked.say(security)).toMatchObject({ code: 'ok' })
  })

  it('of a list are asked for exactly the list, under a step of its own', async () => {
    const logins = employees(world).slice(0, 2)
    const targets = logins.map((login) => oktaUserId(world.company, login))
    const asked = await gate.askList(employees(world)[3] ?? '', { action: inTurn.action, targets })
    const { request } = asked
    const call = { turn: 1, index: 0 }
    const listed = await decideList(gate.deps, workflowOf(asked), { request, call }, () => undefined)
    expect(listed).toMatchObject({ kind: 'waiting', size: 2, approval: { passesOn: true } })
    const first = await row(asked)
    await overNow(first.id)
    expect(await passes(asked, first.step)).toMatchObject({ step: first.step + 1, size: 2 })
    const next = await row(asked)
    expect(next).toMatchObject({ subject_kind: 'list', subject_hash: first['subject_hash'] })
    const start = (list: number) => startList(gate.deps, workflowOf(asked), { request, list })
    expect(await start(first.step)).toMatchObject({ kind: 'waiting', list: next.step })
    expect(await asked.say(cast.colleague)).toMatchObject({ code: 'approver_not_entitled' })
    expect(await start(next.step)).toMatchObject({ kind: 'waiting' })
    expect(await asked.say(security)).toMatchObject({ code: 'ok', settled: 'approved' })
    // A workflow that was started again waits for no yes that was said already.
    const again = await decideList(gate.deps, workflowOf(asked), { request, call }, () => undefined)
    expect(again).toMatchObject({ kind: 'started', list: next.step })
    expect(await start(next.step)).toMatchObject({ kind: 'started', size: 2 })
    const prove = { request, list: next.step, from: 0, count: 2 }
    const [proof = []] = await proveLines(gate.deps, workflowOf(asked), prove)
    const line = { list: next.step, position: 0, proof }
    const ran = await executeStep(gate.deps, lineWorkflowId(workflowOf(asked), 1, 0), {
      request,
      call: { ...call, line },
    })
    // Who said yes may not end anybody's sessions at the platform: it was called as them.
    expect(ran).toMatchObject({ kind: 'failed', code: 'platform_forbidden' })
  })

  it('are nobody: where too few may say yes at all, it ends at once', async () => {
    const asked = await ask(nobodyElse)
    const { id, step } = await asked.approval()
    expect(await asked.say(cast.admin)).toMatchObject({ code: 'approval_expired' })
    await timeIsOver(asked, step)
    expect(await endOf(id)).toMatchObject({ state: 'expired', ended_code: 'too_few_approvers' })
    expect(await asked.execute()).toMatchObject({ kind: 'denied', code: 'approval_expired' })
  })
})

it('time counts by the calendar that policy names', async () => {
  const asked = await ask(inHours)
  const { created_at: from, expires_at: until, obligations } = await row(asked)
  const calendar = obligations.approvals?.[0]?.calendar
  expect(calendar).toMatchObject({ hours: '08:00-12:00', zone: 'Europe/Berlin' })
  const zones = createZones()
  const counted = addTime(from.getTime(), durationMs('6h'), calendar, 'UTC', zones)
  expect(until.getTime()).toBeCloseTo(counted, -4)
  // Two mornings at least.
  expect(until.getTime() - from.getTime()).toBeGreaterThan(durationMs('20h'))
  // What our row keeps of the calendar is what policy says now: nothing is asked anew.
  expect(await asked.say(cast.admin)).toMatchObject({ code: 'ok' })
  expect(await asked.executeToEnd()).toMatchObject({ kind: 'done', step: 1 })
})
