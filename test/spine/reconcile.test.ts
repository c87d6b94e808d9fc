import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newDecisionId, newRequestId } from '#contract/new-id.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import type { Database } from '#store/database.ts'
import { insertDecision } from '#store/decisions.ts'
import { type Cast, createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import {
  commitWord,
  openTicket,
  rowOf,
  sign,
  statementOf,
  until,
  waitForApproval,
  waitForStatus,
} from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { resetsOf } from '../support/platform.ts'
import type { World } from '../support/world.ts'

let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }

beforeAll(async () => {
  world = await createWorld({ namespace: `own-${randomBytes(4).toString('hex')}` })
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
}, 60_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
})

/** As the Schedule starts it, at a moment of the test's choosing. */
const reconcile = (): Promise<{ mended: number }> =>
  world.temporal.workflow.execute(workflowTypes.reconcile, {
    workflowId: `${world.tenant}/reconcile-${newRequestId()}`,
    taskQueue: thinkQueue(world.tenant),
    args: [],
  }) as Promise<{ mended: number }>

const ageDecisions = async (): Promise<void> => {
  await world.admin.query('alter table decisions disable trigger user')
  await world.admin.query(`update decisions set decided_at = decided_at - interval '1 hour'`)
  await world.admin.query('alter table decisions enable trigger user')
}

/** Rows younger than the grace may still be on their way. */
const age = () =>
  world.admin.query(`update requests set opened_at = opened_at - interval '1 hour' where tenant = $1`, [
    world.tenant,
  ])

describe('the reconciler', () => {
  it('starts the workflow of a row that has none', async () => {
    const { request, workflowId } = await openTicket(world, api, lostPhone(employees(world)[0] ?? ''))
    await waitForApproval(world, api, request)
    await world.temporal.workflow.getHandle(workflowId).terminate('lost')
    await age()
    expect((await reconcile()).mended).toBeGreaterThan(0)
    const { status } = await world.temporal.workflow.getHandle(workflowId).describe()
    expect(status.name).toBe('RUNNING')
  })

  it('delivers a statement that was committed and never arrived', async () => {
    const { request } = await openTicket(world, api, lostPhone(employees(world)[1] ?? ''))
    const approval = await waitForApproval(world, api, request)
    const signed = sign(world, statementOf(world, approval, cast.admin))
    await api.transaction(world.tenant, (tx) =>
      insertDecision(world.tenant, tx, { id: newDecisionId(), approval: approval.id, signed }),
    )
    await age()
    await ageDecisions()
    await reconcile()
    await waitForStatus(world, api, request, 'resolved')
    expect(await resetsOf(world)).toHaveLength(1)
  })

  it('delivers what a person said of the request itself, too: heard as theirs, and counted as no refusal', async () => {
    const opened = await openTicket(
      world,
      api,
      {
        title: 'Printer',
        text: 'The printer on floor 2 smells of smoke.',
        requesterEmail: employees(world)[4] ?? '',
      },
      { timing: { escalatedMs: 60_000 } },
    )
    const { request } = opened
    const before = await waitForStatus(world, api, request, 'escalated')
    await commitWord(world, api, opened, cast.admin, 'instruct', 'It is their phone. Reset their MFA.')
    await age()
    await ageDecisions()
    await reconcile()
    const row = await until('another turn', async () => {
      const now = await rowOf(world, api, request)
      return now.turns > before.turns && now
    })
    expect(row.authors).toContain(cast.admin.id)
    const checks = await world.admin.query<{ code: string }>(
      `select c.code from decision_checks c join decisions d on d.id = c.decision where d.request = $1`,
      [request],
    )
    expect(checks.rows).toEqual([{ code: 'ok' }])
    // A cancellation that never arrived ends it.
    await commitWord(world, api, opened, cast.colleague, 'cancel')
    await ageDecisions()
    await reconcile()
    await waitForStatus(world, api, request, 'cancelled')
    const refused = await world.admin.query(
      `select 1 from activity_log where entry::jsonb ->> 'kind' in ('approval.refused', 'alarm') and entry::jsonb ->> 'request' = $1`,
      [request],
    )
    expect(refused.rowCount).toBe(0)
  })

  it('finishes a destruction that a crash cut short', async () => {
    const { request, workflowId } = await openTicket(world, api, lostPhone(employees(world)[2] ?? ''))
    await waitForApproval(world, api, request)
    await world.temporal.workflow.getHandle(workflowId).terminate('crashed between closing and destroying')
    await world.admin.query(`update requests set closed_at = now(), status = 'cancelled' where id = $1`, [
      request,
    ])
    await age()
    await reconcile()
    expect((await rowOf(world, api, request)).destroyed_at).not.toBeNull()
    expect(await world.shared.requestKeys.find(world.tenant, request)).toBeNull()
    const left = await world.admin.query('select 1 from scratch where request = $1', [request])
    expect(left.rowCount).toBe(0)
  })

  it('terminates a workflow that no door opened, and makes no row for it', async () => {
    const id = `${world.tenant}/desk/nobody-${newRequestId()}`
    const forged = await world.temporal.workflow.start(workflowTypes.request, {
      workflowId: id,
      taskQueue: thinkQueue(world.tenant),
      startDelay: '1h',
      args: [{ request: newRequestId(), timing: { thinkMs: 1_000, gateMs: 1_000, escalatedMs: 1_000 } }],
    })
    await until('visibility', async () => {
      for await (const each of world.temporal.workflow.list({ query: `WorkflowId = '${id}'` })) return each
      return null
    })
    await reconcile()
    expect((await forged.describe()).status.name).toBe('TERMINATED')
    const rows = await world.admin.query('select 1 from requests where workflow_id = $1', [id])
    expect(rows.rowCount).toBe(0)
  })

  it('says on record what it mended', async () => {
    const entries = await world.admin.query<{ entry: string }>(
      `select entry from activity_log where tenant = $1 and entry like '%"reconciled"%'`,
      [world.tenant],
    )
    const told = entries.rows.map(
      (row) => (JSON.parse(row.entry) as { detail: { what: string } }).detail.what,
    )
    expect(new Set(told)).toEqual(
      new Set([
        'workflow started again',
        'statement sent again',
        'content destroyed',
        'forged workflow terminated',
      ]),
    )
  })
})
