import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { oktaUserId } from '#sandbox/company/company.ts'
import type { Database } from '#store/database.ts'
import { resetSomewhere } from '../chaos/raw-client.ts'
import { type Cast, createCast, employees, lostPhone } from '../support/cast.ts'
import { decide, openTicket, until, waitForApproval, waitForStatus } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { plantFault, resetsOf } from '../support/platform.ts'
import { spawnWorker, type WorkerProcess } from '../support/processes.ts'
import type { World } from '../support/world.ts'

/** T7 zombies and resets: an attempt that wakes late, or a history that runs again, acts no second time. */
let world: World
let api: Database
let cast: Cast
const processes: WorkerProcess[] = []
const timing = { thinkMs: 6_000, gateMs: 4_000 }

const start = async (role: 'gate' | 'think'): Promise<WorkerProcess> => {
  const worker = await spawnWorker(world, role)
  processes.push(worker)
  return worker
}

beforeAll(async () => {
  world = await createWorld({
    env: { DEX_CALL_TIMEOUT: '1s', DEX_CLOCK_SKEW: '500ms', DEX_WORKFLOW_TASK_TIMEOUT: '2s' },
  })
  api = world.database('dex_api')
  cast = await createCast(world)
}, 60_000)

afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.kill()))
})

afterAll(() => world.close())

const effectsOn = async (login: string): Promise<number> =>
  (await resetsOf(world)).filter((each) => each.path.includes(oktaUserId(world.company, login))).length

const ledgerOf = (request: string) =>
  world.admin
    .query<{ state: string }>(
      `select state from ledger where request = $1 and action = 'okta.user.reset_factors'`,
      [request],
    )
    .then(({ rows }) => rows.map((row) => row.state))

describe('a gate that is stopped in the middle of a call', () => {
  it('and wakes when another has finished its work changes nothing any more', async () => {
    const login = employees(world)[0] ?? ''
    const [zombie] = await Promise.all([start('gate'), start('think')])
    const { request } = await openTicket(world, api, lostPhone(login), {
      // Each task that the stopped one's polls swallow costs as much.
      timing: { ...timing, gateMs: 2_000 },
    })
    const approval = await waitForApproval(world, api, request)
    // The read-back hangs, so that the gate is still in the middle of it when it is stopped.
    await plantFault(world.okta.url, {
      match: { method: 'GET', path: '/factors$' },
      kind: 'delay',
      ms: 3_000,
    })
    const answering = decide(world, api, approval, cast.admin)
    await until('the call to begin', async () => (await ledgerOf(request)).includes('calling'))
    process.kill(zombie.pid, 'SIGSTOP')
    await answering.catch(() => undefined)
    await start('gate')
    await waitForStatus(world, api, request, 'resolved', 90_000)
    process.kill(zombie.pid, 'SIGCONT')
    await wait(2_500)
    expect([await effectsOn(login), await ledgerOf(request)]).toEqual([1, ['done']])
  }, 120_000)
})

describe('a history that is reset', () => {
  it('while it waits keeps its step and its yes, and acts once', async () => {
    const login = employees(world)[1] ?? ''
    await Promise.all([start('gate'), start('think')])
    const { request, workflowId } = await openTicket(world, api, lostPhone(login), { timing })
    const approval = await waitForApproval(world, api, request)
    for (const at of [0, 0.4, 0.99]) {
      await until('a task to reset to', () => resetSomewhere(world, workflowId, at))
      await waitForStatus(world, api, request, 'waiting_approval')
    }
    await until('a yes that is heard', async () => {
      const answer = await decide(world, api, approval, cast.admin).catch(() => null)
      return answer?.accepted ?? (await ledgerOf(request)).includes('done')
    })
    await waitForStatus(world, api, request, 'resolved', 60_000)
    expect([await effectsOn(login), await ledgerOf(request)]).toEqual([1, ['done']])
  }, 120_000)

  it('after it acted, to any of its tasks, acts no second time', async () => {
    const login = employees(world)[2] ?? ''
    await Promise.all([start('gate'), start('think')])
    const { request, workflowId } = await openTicket(world, api, lostPhone(login), { timing })
    const approval = await waitForApproval(world, api, request)
    await decide(world, api, approval, cast.admin)
    await waitForStatus(world, api, request, 'resolved', 60_000)
    for (const at of [0, 0.25, 0.5, 0.75, 0.99]) {
      await resetSomewhere(world, workflowId, at)
      await wait(700)
    }
    expect([await effectsOn(login), await ledgerOf(request)]).toEqual([1, ['done']])
  }, 120_000)
})
