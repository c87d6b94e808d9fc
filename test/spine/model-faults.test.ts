import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { changeSettings } from '#client/cli/tenant/settings.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { openTicket, waitForApproval, waitForStatus } from '../support/door.ts'
import { plantFault, resetsOf } from '../support/platform.ts'
import { createWorld } from '../support/here.ts'
import { type World } from '../support/world.ts'

let world: World
let api: Database
let workers: { stop(): Promise<void> }
let next = 0
const somebody = (): string => employees(world)[next++] ?? ''

beforeAll(async () => {
  world = await createWorld()
  api = world.database('dex_api')
  await createCast(world)
  workers = await startWorkers(world)
}, 60_000)

afterEach(async () => {
  await fetch(new URL('/_sandbox/reset', world.model.url), { method: 'POST' })
})

afterAll(async () => {
  await workers.stop()
  await world.close()
})

describe('a model that does not behave', () => {
  it.each([
    ['refuses', 'refusal', 1, 'model_refused'],
    ['answers nothing, twice', 'empty', 2, 'model_bad_answer'],
    ['calls for ever', 'endless_calls', 40, 'budget_exhausted'],
    ['asks for a tool that does not exist, again and again', 'unknown_tool', 40, 'budget_exhausted'],
    ['sends arguments that do not parse, and gives up', 'malformed_arguments', 40, 'model_escalated'],
  ])('%s: the request is handed over within its bounds', async (_what, kind, times, code) => {
    await plantFault(world.model.url, { kind, times })
    const { request } = await openTicket(world, api, lostPhone(somebody()))
    const row = await waitForStatus(world, api, request, 'escalated', 25_000)
    expect(row.status_code).toBe(code)
    expect(row.turns).toBeLessThanOrEqual(world.settings.bounds.turns)
    expect(await resetsOf(world)).toEqual([])
  })

  it.each([
    ['is overloaded once', 'overloaded'],
    ['breaks the connection once', 'reset'],
    ['answers nothing once', 'empty'],
    ['asks for an unknown tool once', 'unknown_tool'],
  ])('%s: the request goes on', async (_what, kind) => {
    await plantFault(world.model.url, { kind, times: 1 })
    const { request } = await openTicket(world, api, lostPhone(somebody()))
    expect((await waitForApproval(world, api, request)).action).toBe('okta.user.reset_factors')
  })
})

describe('a month’s budget that is used up', () => {
  const put = async (monthUsd: number) => {
    const owner = createDatabase({ url: world.adminUrl, applicationName: 'test', connectionsMax: 1 })
    try {
      await changeSettings(owner, world.tenant, { budgets: { monthUsd } })
    } finally {
      await owner.close()
    }
  }

  it('hands new work over without asking the model, and says why; raised, it goes on', async () => {
    await world.admin.query(
      `insert into model_usage (tenant, day, turns, tokens, cost_micros, models)
       values ($1, date_trunc('month', now() at time zone 'utc')::date, 1, 1, 3000000, '{}')
       on conflict (tenant, day) do update set cost_micros = model_usage.cost_micros + 3000000`,
      [world.tenant],
    )
    await put(3)
    const { request } = await openTicket(world, api, lostPhone(somebody()))
    const row = await waitForStatus(world, api, request, 'escalated', 25_000)
    expect([row.status_code, row.turns]).toEqual(['tenant_budget_exhausted', 0])
    const answer = await fetch(new URL('/_sandbox/journal', world.model.url))
    expect(await answer.json()).toMatchObject({ count: 0 })
    await put(1_000)
    const again = await openTicket(world, api, lostPhone(somebody()))
    expect((await waitForApproval(world, api, again.request)).action).toBe('okta.user.reset_factors')
    const { rows } = await world.admin.query<{ entry: string }>(
      `select entry from activity_log where entry like '%settings_set%'`,
    )
    const changed = { kind: 'settings.changed', by: { role: 'dex' }, detail: { settings: 'budgets' } }
    expect(rows.map((each) => JSON.parse(each.entry) as object)).toMatchObject([changed, changed])
  })
})

describe('a platform that does not behave', () => {
  it.each(['status500', 'reset_before', 'reset_after'])('%s on a look-up is tried again', async (kind) => {
    await plantFault(world.okta.url, { match: { method: 'GET', path: '/api/v1/users' }, kind, times: 1 })
    const { request } = await openTicket(world, api, lostPhone(somebody()))
    expect((await waitForApproval(world, api, request)).action).toBe('okta.user.reset_factors')
  })
})
