import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSecretDelivery, sweepKeys, type SweepDeps } from '#activities/index.ts'
import type { RequestId } from '#contract/ids.ts'
import { newRequestId } from '#contract/new-id.ts'
import { openRequest } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import { createCast, type Cast } from '../support/cast.ts'
import { createWorld } from '../support/here.ts'
import type { World } from '../support/world.ts'

let world: World
let cast: Cast
let deps: SweepDeps
const time = { aheadMs: 0 }
const said: string[] = []
const ended: string[] = []

beforeAll(async () => {
  world = await createWorld()
  cast = await createCast(world)
  const { tenant, shared } = world
  const say = (fields: object) => void said.push(JSON.stringify(fields))
  deps = {
    tenant,
    database: world.database('dex_gate'),
    keys: { request: shared.request, destroyRequest: shared.destroyRequest, tenant: shared.tenantKeys.get },
    workflows: { terminate: async (id: string) => void ended.push(id) } as unknown as SweepDeps['workflows'],
    clock: () => Date.now() + time.aheadMs,
    logger: { debug: say, info: say, warn: say, error: say },
    metrics: {} as SweepDeps['metrics'],
    store: shared,
    contentKeepMs: 30 * 86_400_000,
  }
}, 60_000)
afterAll(() => world.close())

async function open(): Promise<RequestId> {
  const { tenant, shared } = world
  const request = newRequestId()
  const key = await shared.requestKeys.create(tenant, request)
  await world.database('dex_api').transaction(tenant, async (tx) => {
    await openRequest(tenant, tx, {
      id: request,
      workflow_id: `${tenant}/desk/${request}`,
      source: 'desk',
      door_key: request,
      channel: 'ticket',
      assurance: 'asserted',
      authors: [],
      status: 'waiting_approval',
      content_digest: 'test',
      actions: [],
      risk: 'low',
    })
    await scratchOf(tenant, tx, request, key).putOnce('ask', { text: 'content' })
  })
  return request
}

const rowsOf = async (request: RequestId): Promise<number> => {
  const found = await world.admin.query('select 1 from scratch where request = $1', [request])
  return found.rowCount ?? 0
}
const alive = async (request: RequestId): Promise<boolean> =>
  (await world.shared.requestKeys.find(world.tenant, request)) !== null

test('killed between close and key: found, said aloud, destroyed; then nothing is found', async () => {
  const request = await open()
  const other = await open()
  await world.admin.query(`update requests set closed_at = now() - interval '2 minutes' where id = $1`, [
    request,
  ])
  expect(await sweepKeys(deps)).toEqual({ open: 1, ofClosed: 1 })
  expect(said.join('\n')).toContain('closed_request_has_key')
  expect([await alive(request), await rowsOf(request)]).toEqual([false, 0])
  expect([await alive(other), await rowsOf(other)]).toEqual([true, 1])
  expect(await sweepKeys(deps)).toEqual({ open: 1, ofClosed: 0 })
})

test('killed between key and rows: nothing is readable at once, and the rows follow', async () => {
  const request = await open()
  await world.shared.destroyRequest(world.tenant, request)
  expect(await alive(request)).toBe(false)
  await world.admin.query(`update requests set closed_at = now() - interval '2 minutes' where id = $1`, [
    request,
  ])
  expect((await sweepKeys(deps)).ofClosed).toBe(0)
})

test('killed between the door’s key and its row: an orphan goes after a minute, not before', async () => {
  const request = newRequestId()
  await world.shared.requestKeys.create(world.tenant, request)
  await sweepKeys(deps)
  expect(await alive(request)).toBe(true)
  time.aheadMs = 61_000
  await sweepKeys(deps)
  time.aheadMs = 0
  expect(await alive(request)).toBe(false)
})

test('a request that waits for a person longer than the bound is closed, and its content destroyed', async () => {
  const request = await open()
  time.aheadMs = 31 * 86_400_000
  await sweepKeys(deps)
  time.aheadMs = 0
  expect([await alive(request), await rowsOf(request)]).toEqual([false, 0])
  expect(ended).toContain(`${world.tenant}/desk/${request}`)
  const { rows } = await world.admin.query<{ status: string; status_code: string }>(
    'select status, status_code from requests where id = $1',
    [request],
  )
  expect(rows).toEqual([{ status: 'cancelled', status_code: 'kept_too_long' }])
})

test('a secret that nobody looked at ends stale: key, bytes and wait', async () => {
  const { tenant, shared } = world
  const request = await open()
  const delivery = createSecretDelivery({
    database: deps.database,
    secretKeys: shared.secretKeys,
    clock: deps.clock,
  })
  const recipient = cast.admin.id
  const kept = {
    tenant,
    request,
    step: 1,
    action: 'okta.user.reset_password',
    recipient,
    secret: 'Canary-stale',
  }
  const { id } = await delivery.keep(kept)
  await sweepKeys(deps)
  expect(await shared.secretKeys.find(tenant, id)).not.toBeNull()
  time.aheadMs = 15 * 60_000 + 1_000
  await sweepKeys(deps)
  time.aheadMs = 0
  expect(await shared.secretKeys.find(tenant, id)).toBeNull()
  const { rows } = await world.admin.query('select sealed, ended_as from secrets where id = $1', [id])
  expect(rows).toEqual([{ sealed: null, ended_as: 'stale' }])
})
