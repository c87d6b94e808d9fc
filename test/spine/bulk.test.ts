import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#store/database.ts'
import { readLog } from '#store/log.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { messageNames, type Progress } from '#contract/messages.ts'
import {
  crowdedCompany,
  idsOf,
  linesOf,
  listsOf,
  setUser,
  steer,
  suspendedIds,
  takeOutLines,
} from '../support/bulk.ts'
import { type Cast, createCast } from '../support/cast.ts'
import { commentsOf, plantFault } from '../support/platform.ts'
import { decide, openTicket, rowOf, until, waitForApproval, waitForStatus } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { spawnWorker, type WorkerProcess } from '../support/processes.ts'
import type { World } from '../support/world.ts'

const { company, crowd, twice } = crowdedCompany(150, 3)
let world: World
let api: Database
let cast: Cast
let gate: WorkerProcess
let think: WorkerProcess

beforeAll(async () => {
  world = await createWorld({
    company,
    env: { DEX_CALL_TIMEOUT: '2s', DEX_CLOCK_SKEW: '500ms', DEX_WORKFLOW_TASK_TIMEOUT: '2s' },
  })
  api = world.database('dex_api')
  cast = await createCast(world)
  ;[gate, think] = await Promise.all([spawnWorker(world, 'gate'), spawnWorker(world, 'think')])
}, 90_000)

afterAll(async () => {
  await Promise.all([gate.kill(), think.kill()])
  await world.close()
})

const timing = { thinkMs: 6_000, gateMs: 4_000, escalatedMs: 60_000 }
const somebody = (count: number): string[] => crowd.splice(0, count)

const leavers = (people: readonly string[]) =>
  openTicket(
    world,
    api,
    {
      title: `Please disable these ${people.length} leavers`,
      text: `They left the company yesterday:\n\nemail,last day\n${people.map((each) => `${each},2026-11-27`).join('\n')}\n\nThank you!`,
      requesterEmail: 'people.operations@acme.example',
    },
    { timing },
  )

const latest = async (request: string) => {
  const list = (await listsOf(world, api, request)).at(-1)
  if (!list) throw new Error('no list')
  return list
}

const untilState = (request: string, state: string, ms?: number) =>
  until(
    `the list to be ${state}`,
    async () => {
      const list = await latest(request)
      return list.state === state && list
    },
    ms,
  )

describe('forty leavers', () => {
  it('become one list: three fit two accounts, one is taken out, the first few go first, and too many failures hold it', async () => {
    const people = somebody(37)
    const { request, workflowId, externalId } = await leavers([...people, ...twice])
    const first = await waitForApproval(world, api, request)
    const whole = await linesOf(world, api, request, first.step)
    expect(whole).toHaveLength(40)
    expect(whole.filter((line) => line.position === null).map((line) => line.code)).toEqual([
      'ambiguous',
      'ambiguous',
      'ambiguous',
    ])
    expect(await suspendedIds(world)).toEqual([])
    await takeOutLines(world, api, first, cast.admin, [5])
    const approval = await waitForApproval(world, api, request)
    expect((await latest(request)).size).toBe(36)
    // Between the asking and the yes some are gone: theirs will fail at their turn.
    const gone = people.slice(12, 24)
    for (const login of gone) await setUser(world, login, { status: 'DEPROVISIONED' })
    expect(await decide(world, api, approval, cast.admin)).toEqual({ accepted: true, code: 'ok' })

    const held = await untilState(request, 'held')
    expect(held.code).toBe('failures')
    const progress = await world.temporal.workflow
      .getHandle(workflowId)
      .query<Progress>(messageNames.progress)
    expect(progress.list).toMatchObject({ size: 36, state: 'held' })
    const seen = await suspendedIds(world)
    // Two in ten and more went wrong, and what was under way came to its end; nobody after that was touched.
    expect(seen.length).toBeGreaterThan(9)
    expect(seen.length).toBeLessThan(20)
    const told = (
      await api.read(world.tenant, (tx) => readLog(world.tenant, tx, { after: 0, limit: 5_000, request }))
    )
      .map((row) => JSON.parse(row.entry) as { kind: string; code?: string })
      .filter(({ kind }) => kind === 'list.status')
    expect(told.map(({ code }) => code)).toEqual(['lines_taken_out', 'started', 'running', 'failures'])
    await steer(world, api, held, cast.colleague, 'resume')
    await until('to be held again', async () => {
      const list = await latest(request)
      const lines = await linesOf(world, api, request, list.step)
      return list.state === 'held' && lines.filter((line) => line.state === 'failed').length >= 6
    })
    await steer(world, api, held, cast.colleague, 'stop')
    await waitForStatus(world, api, request, 'escalated')

    const lines = await linesOf(world, api, request, held.step)
    const by = (state: string) => lines.filter((line) => line.state === state)
    expect(by('aside').map((line) => line.code)).toEqual(['taken_out', 'ambiguous', 'ambiguous', 'ambiguous'])
    expect(by('waiting')).toEqual([])
    expect(by('done').every((line) => line.read_back === 'yes')).toBe(true)
    expect(by('done').length + by('failed').length + by('skipped').length).toBe(36)
    const done = by('done').map((line) => line.target?.id)
    expect((await suspendedIds(world)).toSorted()).toEqual(done.toSorted())
    expect(done).not.toContain(oktaUserId(company, people[4] ?? ''))
    expect(done.some((id) => idsOf(world, gone).includes(id ?? ''))).toBe(false)
    const notes = (await commentsOf(world, externalId))
      .filter((each) => !each.public)
      .map((each) => each.body)
    expect(notes.some((body) => body.includes('is held and waits for a person'))).toBe(true)
    const said = (await commentsOf(world, externalId)).filter((each) => each.public)
    expect(said.filter((each) => each.body.includes('took part of the list out'))).toHaveLength(1)

    // As they were signed: the yes to the list is in the log with its hash, each line with its own.
    const log = (
      await api.read(world.tenant, (tx) => readLog(world.tenant, tx, { after: 0, limit: 5_000, request }))
    ).map((row) => JSON.parse(row.entry) as { kind: string; code?: string; actionHash?: string })
    const yes = log.find((entry) => entry.kind === 'approval.decided' && entry.code === 'approve')
    expect(yes?.actionHash).toBe(held.hash)
    expect(
      log.filter((entry) => entry.kind === 'action.intent' && done.length > 0).length,
    ).toBeGreaterThanOrEqual(done.length)
  }, 90_000)
})

describe('SIGKILL of gate in the middle of a list', () => {
  it('loses no line and does none twice', async () => {
    const before = (await suspendedIds(world)).length
    const people = somebody(14)
    // While it is put together the platform asks to wait: no line is lost by it.
    await plantFault(world.okta.url, {
      match: { method: 'GET', path: '/users' },
      kind: 'status429',
    })
    const { request } = await leavers(people)
    const approval = await waitForApproval(world, api, request)
    // The platform acts and answers late: gate dies between the change and its own record of it.
    await plantFault(world.okta.url, {
      match: { method: 'POST', path: '/lifecycle/suspend$' },
      kind: 'delay',
      ms: 400,
      times: 30,
    })
    await decide(world, api, approval, cast.admin)
    await until('some to be suspended', async () => (await suspendedIds(world)).length >= before + 5)
    await gate.kill()
    gate = await spawnWorker(world, 'gate')
    await untilState(request, 'ended', 60_000)
    const ids = (await suspendedIds(world)).slice(before)
    expect(ids.toSorted()).toEqual(idsOf(world, people).toSorted())
    const lines = await linesOf(world, api, request, (await latest(request)).step)
    expect(new Set(lines.map((line) => line.state))).toEqual(new Set(['done']))
    const uses = await world.admin.query(
      'select distinct idempotency_key from leaf_uses where request = $1',
      [request],
    )
    expect(uses.rowCount).toBe(14)
    await waitForStatus(world, api, request, 'resolved')
  }, 120_000)
})

describe('several requests for the same account', () => {
  it('are carried out one after the other, each on the facts of its own moment', async () => {
    const [login = ''] = somebody(1)
    const ask = () =>
      openTicket(
        world,
        api,
        {
          title: 'Suspend an account',
          text: `Please suspend the account of ${login}.`,
          requesterEmail: 'people.operations@acme.example',
        },
        { timing },
      )
    const opened = await Promise.all([ask(), ask(), ask()])
    const approvals = await Promise.all(opened.map(({ request }) => waitForApproval(world, api, request)))
    await plantFault(world.okta.url, {
      match: { method: 'POST', path: '/lifecycle/suspend$' },
      kind: 'delay',
      ms: 700,
      times: 3,
    })
    await Promise.all(approvals.map((approval) => decide(world, api, approval, cast.admin)))
    await Promise.all(
      opened.map(({ request }) =>
        until('an end', async () =>
          ['resolved', 'escalated'].includes((await rowOf(world, api, request)).status),
        ),
      ),
    )
    const log = await api.read(world.tenant, (tx) => readLog(world.tenant, tx, { after: 0, limit: 10_000 }))
    const calls = log
      .map((row) => JSON.parse(row.entry) as { kind: string; request?: string; action?: string })
      .filter(
        ({ kind, request, action }) =>
          action === 'okta.user.suspend' &&
          opened.some((each) => each.request === request) &&
          (kind === 'action.intent' || kind === 'action.outcome'),
      )
    expect(calls.length).toBeGreaterThanOrEqual(4)
    // An intent is followed by its own outcome: nobody else called meanwhile.
    for (let at = 0; at < calls.length; at += 2) {
      expect([calls[at]?.kind, calls[at + 1]?.kind]).toEqual(['action.intent', 'action.outcome'])
      expect(calls[at]?.request).toBe(calls[at + 1]?.request)
    }
    const id = oktaUserId(company, login)
    expect((await suspendedIds(world)).filter((each) => each === id)).toHaveLength(1)
  }, 60_000)
})
