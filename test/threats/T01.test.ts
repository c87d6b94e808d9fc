import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { RequestId } from '#contract/ids.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import { newRequestId } from '#contract/new-id.ts'
import type { Database } from '#store/database.ts'
import { createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { openTicket, rowOf, waitForApproval } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { resetsOf } from '../support/platform.ts'
import type { World } from '../support/world.ts'
import { type Rogue, startRogue } from '../worst-model/rogue-worker.ts'

/** T1 forged workflows: whoever reaches Temporal itself still changes nothing. */
let world: World
let api: Database
let rogue: Rogue
let workers: { stop(): Promise<void> }

beforeAll(async () => {
  world = await createWorld()
  api = world.database('dex_api')
  await createCast(world)
  workers = await startWorkers(world)
  rogue = await startRogue(world, inject('temporalAddress'))
}, 60_000)

afterAll(async () => {
  await rogue.stop()
  await workers.stop()
  await world.close()
})

const timing = { thinkMs: 2_000, gateMs: 2_000, escalatedMs: 100 }

/** A request that waits for a person, and the call that it waits to make. */
async function waiting(index: number) {
  const opened = await openTicket(world, api, lostPhone(employees(world)[index] ?? ''))
  const approval = await waitForApproval(world, api, opened.request)
  const { rows } = await world.admin.query<{ turn: number; index: number }>(
    'select turn, call_index as index from calls where request = $1 and step = $2',
    [opened.request, approval.step],
  )
  const [call] = rows
  if (!call) throw new Error('the call that waits is not on record')
  return { ...opened, call: { request: opened.request as string, call } }
}

describe('an attacker’s own worker on our queues', () => {
  it('as a workflow of another id gets nothing of a request', async () => {
    const victim = await waiting(0)
    const id = `${world.tenant}/desk/${newRequestId()}`
    const own = await rogue.run(id, [victim.call])
    expect(own).toEqual(['refused'])
    expect(await resetsOf(world)).toEqual([])
    expect((await rowOf(world, api, victim.request as RequestId)).status).toBe('waiting_approval')
  })

  it('as the victim’s own workflow still needs the yes that nobody gave', async () => {
    const victim = await waiting(1)
    expect(await rogue.takeOver(victim.workflowId, [victim.call, victim.call])).toEqual([
      'needs_approval',
      'needs_approval',
    ])
    expect(await resetsOf(world)).toEqual([])
  })

  it('cannot name a call that no turn of the model made', async () => {
    const victim = await waiting(2)
    const invented = { request: victim.request as string, call: { turn: 40, index: 3 } }
    expect(await rogue.takeOver(victim.workflowId, [invented])).toEqual(['refused'])
  })
})

describe('a payload that our codec did not seal', () => {
  it('fails the workflow before it starts anything', async () => {
    const bare = new Client({
      connection: await Connection.connect({ address: inject('temporalAddress') }),
      namespace: 'dex',
    })
    const id = `${world.tenant}/desk/${newRequestId()}`
    const before = await world.admin.query('select count(*) from activity_log')
    const handle = await bare.workflow.start(workflowTypes.request, {
      workflowId: id,
      taskQueue: thinkQueue(world.tenant),
      args: [{ request: newRequestId(), timing }],
      workflowExecutionTimeout: '5s',
    })
    await expect(handle.result()).rejects.toThrow()
    const after = await world.admin.query('select count(*) from activity_log')
    expect(after.rows).toEqual(before.rows)
    await bare.connection.close()
  })
})
