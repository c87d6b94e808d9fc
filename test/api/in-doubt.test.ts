import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonicalJson } from '#vault/hashes.ts'
import type { Database } from '#store/database.ts'
import { type Cast, createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { openTicket, waitForApproval, waitForStatus } from '../support/door.ts'
import { resetsOf } from '../support/platform.ts'
import { createTestApi, type Session, type TestApi } from './support/test-api.ts'

/** What nobody can tell stands in one list, is never called again, and ends by a person's signed word alone. */
let api: TestApi
let database: Database
let cast: Cast
let workers: { stop(): Promise<void> }
let admin: Session
let employee: Session

beforeAll(async () => {
  api = await createTestApi()
  const { world } = api
  database = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
  const [login = ''] = employees(world).slice(-1)
  ;[admin, employee] = await Promise.all([api.cliSession(cast.admin.email), api.cliSession(login)])
  await world.admin.query('update accounts set person = $1 where person = $2', [admin.person, cast.admin.id])
}, 120_000)

afterAll(async () => {
  await workers.stop()
  await api.close()
})

const settle = async (session: Session, path: string, payload: object) => {
  const answer = await api.call({
    method: 'POST',
    url: `/api/requests/${path}/settle`,
    headers: session.headers,
    payload,
  })
  return [answer.statusCode, answer.json<{ code?: string; settled?: boolean }>().code ?? 'settled']
}

test('listed with its evidence; the same is not done again; one signed word settles it, once', async () => {
  const { world } = api
  const [login = ''] = employees(world)
  const { request } = await openTicket(world, database, lostPhone(login), { timing: { escalatedMs: 60_000 } })
  const approval = await waitForApproval(world, database, request)
  // As a call leaves it whose answer was lost and whose effect the platform does not show.
  await world.admin.query(
    `insert into ledger (tenant, idempotency_key, request, step, action, action_hash, state, attempt, outcome_code, settled_at)
     values ($1, 'in-doubt', $2, $3, 'okta.user.reset_factors', $4, 'in_doubt', 1, 'in_doubt', now())`,
    [world.tenant, request, approval.step, approval.subject_hash],
  )
  await world.admin.query(`update proposals set state = 'in_doubt' where request = $1 and step = $2`, [
    request,
    approval.step,
  ])
  const listed = await api.call({ url: '/api/in-doubt', headers: admin.headers })
  expect(listed.json()).toMatchObject({
    items: [
      {
        request,
        step: approval.step,
        hash: approval.subject_hash,
        action: 'okta.user.reset_factors',
        target: approval.target,
        attempts: 1,
      },
    ],
  })
  expect((await api.call({ url: '/api/in-doubt', headers: employee.headers })).statusCode).toBe(403)

  const again = await openTicket(world, database, lostPhone(login))
  await waitForStatus(world, database, again.request, 'escalated')
  const denied = await api.rows(`select state, code from proposals where request = $1 and action = $2`, [
    again.request,
    'okta.user.reset_factors',
  ])
  expect(denied).toContainEqual({ state: 'denied', code: 'in_doubt' })

  const step = `${request}/steps/${approval.step}`
  const word = {
    hash: approval.subject_hash,
    happened: true,
    seen: 'platform_log',
    reference: 'evt_1',
  }
  expect(await settle(employee, step, word)).toEqual([403, 'forbidden'])
  expect(await settle(admin, step, { ...word, hash: `sha256:${'0'.repeat(64)}` })).toEqual([
    409,
    'version_stale',
  ])
  expect(await settle(admin, `${request}/steps/99`, word)).toEqual([404, 'not_found'])
  expect(await settle(admin, step, { ...word, reference: 'a name, or a text' })).toEqual([
    422,
    'body_invalid',
  ])
  expect(await settle(admin, step, word)).toEqual([200, 'settled'])
  expect(await settle(admin, step, { ...word, happened: false })).toEqual([409, 'already_decided'])
  expect(await api.rows(`select state, outcome_code from ledger where idempotency_key = 'in-doubt'`)).toEqual(
    [{ state: 'done', outcome_code: 'happened' }],
  )
  const log = await api.rows<{ entry: string }>('select entry from activity_log where request = $1', [
    request,
  ])
  const entry = log
    .map((each) => JSON.parse(each.entry) as { kind: string; statement?: object; signature?: string })
    .find((each) => each.kind === 'action.settled')
  expect(entry).toMatchObject({
    by: { role: 'gate', person: admin.person },
    code: 'happened',
    statement: { verdict: 'happened', proof: 'platform_log:evt_1', approver: { person: admin.person } },
  })
  const [row] = await api.rows<{ statement: object; signature: string }>(
    `select statement, signature from decisions where verdict = 'happened'`,
  )
  expect(canonicalJson(row?.statement ?? null)).toBe(canonicalJson(entry?.statement ?? null))
  expect(row?.signature).toBe(entry?.signature)
  expect((await api.call({ url: '/api/in-doubt', headers: admin.headers })).json()).toEqual({ items: [] })
  expect(await resetsOf(world)).toEqual([])
}, 90_000)

test('a word that the api did not sign, and one of somebody who is no approver, settle nothing', async () => {
  const { world } = api
  const { request } = await openTicket(world, database, lostPhone(employees(world)[1] ?? ''))
  const approval = await waitForApproval(world, database, request)
  await world.admin.query(
    `insert into ledger (tenant, idempotency_key, request, step, action, action_hash, state, attempt)
     values ($1, 'other', $2, $3, 'okta.user.reset_factors', $4, 'in_doubt', 1)`,
    [world.tenant, request, approval.step, approval.subject_hash],
  )
  // Their page opens by the role of their sign-in; the directory has them among no approvers any more.
  const { person } = employee
  await world.admin.query(`update sessions set roles = '{approver}' where person = $1`, [person])
  const word = { hash: approval.subject_hash, happened: false, seen: 'object' }
  const step = `${request}/steps/${approval.step}`
  expect(await settle(employee, step, word)).toEqual([403, 'approver_not_entitled'])
  await world.admin.query(
    `insert into decisions (tenant, id, request, step, approver, verdict, statement, signature)
     select tenant, 'dec_forged', request, step, approver, 'happened', statement, signature from decisions
     where verdict = 'did_not_happen'`,
  )
  await expect(
    world.temporal.workflow.execute('settleDoubt', {
      workflowId: `${world.tenant}/settle/dec_forged`,
      taskQueue: `${world.tenant}.think`,
      args: [{ decision: 'dec_forged' }],
    }),
  ).rejects.toThrow()
  expect(await api.rows(`select state from ledger where idempotency_key = 'other'`)).toEqual([
    { state: 'in_doubt' },
  ])
}, 90_000)
