import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { notify } from '#activities/notify/notify.ts'
import { shred } from '#activities/shred/shred.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { type Cast, createCast, employees } from '../support/cast.ts'
import { type Asked, openGate, type TestGate } from '../support/gate.ts'
import { createWorld } from '../support/here.ts'
import type { World } from '../support/world.ts'
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
async function ask(): Promise<Asked> {
  const login = employees(world)[(used += 1)] ?? ''
  const asked = await gate.ask(login, { action, target: oktaUserId(world.company, login) })
  expect(await asked.decide()).toMatchObject({ effect: 'require_approval' })
  return asked
}

const workflowOf = ({ request }: Asked): string => `${world.tenant}/test/${request}`
const timeIsOver = (asked: Asked, step: number) =>
  notify(gate.deps, workflowOf(asked), { request: asked.request, step, kind: 'expired' })
const endOf = async (id: string) =>
  (await sql('select state, ended_code, ended_by from approvals where id = $1', id))[0]
const closings = async ({ request }: Asked) =>
  (await sql('select entry from activity_log where request = $1 order by seq', request))
    .map((row) => JSON.parse(String(row['entry'])) as Record<string, unknown>)
    .filter((each) => each['kind'] === 'approval.closed')

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
