import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { notify } from '#activities/notify/notify.ts'
import { shred } from '#activities/shred/shred.ts'
import type { DeputyStatement } from '#contract/deputy.ts'
import { newDeputyId } from '#contract/new-id.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { type Cast, createCast, employees } from '../support/cast.ts'
import { type Asked, openGate, type TestGate } from '../support/gate.ts'
import { createWorld } from '../support/here.ts'
import type { Person, World } from '../support/world.ts'
import { carelessRules } from '../worst-model/rules.ts'

/** Who is asked, until when, and what becomes of the asking when nobody's yes or no ends it. */
let world: World
let gate: TestGate
let cast: Cast

const action = 'okta.user.reset_factors'

beforeAll(async () => {
  world = await createWorld({ files: carelessRules })
  cast = await createCast(world)
  gate = await openGate(world)
  const logins = employees(world)
  standIn = await world.addPerson(logins.at(-1) ?? '', ['approver'], ['admin'])
  other = await world.addPerson(logins.at(-2) ?? '', ['approver'], ['admin'])
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
async function ask(wanted = { action }): Promise<Asked> {
  const login = employees(world)[(used += 1)] ?? ''
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
