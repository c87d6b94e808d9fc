import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { pickPort } from '#process/embedded/ports.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { type RunningTemporal, startTemporal } from '#process/embedded/temporal/start.ts'
import type { Database } from '#store/database.ts'
import { type Cast, createCast, employees, lostPhone } from '../support/cast.ts'
import { decide, openTicket, until, waitForApproval, waitForStatus } from '../support/door.ts'
import { factorsOf, plantFault, resetsOf } from '../support/platform.ts'
import { spawnWorker, type WorkerProcess } from '../support/processes.ts'
import { createWorld } from '../support/here.ts'
import { type World } from '../support/world.ts'

let directory: string
let temporal: RunningTemporal
let startAgain: () => Promise<RunningTemporal>
let world: World
let api: Database
let cast: Cast
const processes: WorkerProcess[] = []

const start = async (role: 'gate' | 'think'): Promise<WorkerProcess> => {
  const worker = await spawnWorker(world, role)
  processes.push(worker)
  return worker
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dex-kill-'))
  const port = await pickPort({ variable: 'DEX_TEMPORAL_PORT', port: 0, explicit: false })
  startAgain = () =>
    startTemporal({
      executable: inject('temporalExecutable'),
      directory,
      dataFile: join(directory, 'temporal.db'),
      port,
      webPort: null,
      namespace: 'dex',
    })
  temporal = await startAgain()
  world = await createWorld({
    temporalAddress: temporal.address,
    env: { DEX_CALL_TIMEOUT: '1s', DEX_CLOCK_SKEW: '1s', DEX_WORKFLOW_TASK_TIMEOUT: '2s' },
  })
  api = world.database('dex_api')
  cast = await createCast(world)
}, 120_000)

afterEach(async () => {
  await Promise.all(processes.splice(0).map((each) => each.kill()))
})

afterAll(async () => {
  await world.close()
  await temporal.stop()
  await rm(directory, { recursive: true, force: true })
})

const timing = { thinkMs: 3_000, gateMs: 3_000 }
let next = 0
const somebody = (): string => employees(world)[next++] ?? ''

/** How often the platform's own journal says that this person's factors were reset. */
const resetCount = async (login: string): Promise<number> => {
  const account = oktaUserId(world.company, login)
  return (await resetsOf(world)).filter((each) => each.path.includes(account)).length
}

describe('SIGKILL', () => {
  it('of gate and think while a request waits for approval loses nothing', async () => {
    const login = somebody()
    const [gate, think] = await Promise.all([start('gate'), start('think')])
    const { request } = await openTicket(world, api, lostPhone(login), { timing })
    const approval = await waitForApproval(world, api, request)
    await Promise.all([gate.kill(), think.kill()])
    const answering = decide(world, api, approval, cast.admin)
    await Promise.all([start('gate'), start('think')])
    expect(await answering).toEqual({ accepted: true, code: 'ok' })
    await waitForStatus(world, api, request, 'resolved', 90_000)
    expect([await resetCount(login), await factorsOf(world, login)]).toEqual([1, 0])
  }, 120_000)

  it('of gate after the platform acted and before it was recorded does not act twice', async () => {
    const login = somebody()
    const [gate] = await Promise.all([start('gate'), start('think')])
    const { request } = await openTicket(world, api, lostPhone(login), { timing })
    const approval = await waitForApproval(world, api, request)
    // The read-back hangs, so that the gate dies between the platform's yes and its own record of it.
    await plantFault(world.okta.url, {
      match: { method: 'GET', path: '/factors$' },
      kind: 'delay',
      ms: 5_000,
    })
    await decide(world, api, approval, cast.admin)
    await until('the platform to act', async () => (await resetCount(login)) === 1)
    await gate.kill()
    const [row] = await api.transaction(world.tenant, (tx) =>
      tx
        .selectFrom('ledger')
        .selectAll()
        .where('request', '=', request)
        .where('action', '=', 'okta.user.reset_factors')
        .execute(),
    )
    expect(row).toMatchObject({ state: 'calling', attempt: 1 })
    await start('gate')
    await waitForStatus(world, api, request, 'resolved', 90_000)
    expect([await resetCount(login), await factorsOf(world, login)]).toEqual([1, 0])
    const [settled] = await api.transaction(world.tenant, (tx) =>
      tx
        .selectFrom('ledger')
        .selectAll()
        .where('request', '=', request)
        .where('action', '=', 'okta.user.reset_factors')
        .execute(),
    )
    expect(settled).toMatchObject({ state: 'done', attempt: 1 })
    expect(settled?.platform_event_id).not.toBeNull()
  }, 120_000)

  it('of think in the middle of a model turn asks again and goes on', async () => {
    const login = somebody()
    const [, think] = await Promise.all([start('gate'), start('think')])
    await plantFault(world.model.url, { kind: 'delay', ms: 30_000 })
    const { request } = await openTicket(world, api, lostPhone(login), { timing })
    await until('the turn to be asked', async () => {
      const snapshot = await fetch(new URL('/_sandbox/snapshot', world.model.url))
      return ((await snapshot.json()) as { faultsLeft: number }).faultsLeft === 0
    })
    await think.kill()
    await start('think')
    const approval = await waitForApproval(world, api, request)
    await decide(world, api, approval, cast.admin)
    await waitForStatus(world, api, request, 'resolved', 90_000)
    expect([await resetCount(login), await factorsOf(world, login)]).toEqual([1, 0])
  }, 120_000)

  it('of Temporal itself while a request waits loses nothing', async () => {
    const login = somebody()
    await Promise.all([start('gate'), start('think')])
    const { request } = await openTicket(world, api, lostPhone(login), { timing })
    const approval = await waitForApproval(world, api, request)
    process.kill(temporal.pid, 'SIGKILL')
    await temporal.exited.catch(() => undefined)
    temporal = await startAgain()
    const answer = await until(
      'an answer',
      () => decide(world, api, approval, cast.admin).catch(() => null),
      30_000,
    ).catch(() => null)
    await waitForStatus(world, api, request, 'resolved', 60_000)
    expect(answer === null || answer.accepted).toBe(true)
    expect([await resetCount(login), await factorsOf(world, login)]).toEqual([1, 0])
  }, 120_000)
})
