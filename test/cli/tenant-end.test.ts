import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from '@temporalio/client'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deleteTenant } from '#client/cli/tenant/end/delete.ts'
import { asOwner, changeState } from '#client/cli/tenant/end/state.ts'
import type { Run } from '#client/cli/command.ts'
import { namespaceStands } from '#process/temporal-namespace.ts'
import { placesOf } from '#client/cli/up/places.ts'
import type { Database } from '#store/database.ts'
import { openText } from '#vault/envelope.ts'
import { apiPurposes, createRoleKeys, gatePurposes } from '#vault/role-keys.ts'
import { openSharedKeys } from '#vault/shared-keys.ts'
import { createVerifier } from '#vault/verifying.ts'
import { type Cast, createCast, employees, startWorkers } from '../support/cast.ts'
import { messageNames } from '#contract/messages.ts'
import {
  decide,
  openTicket,
  rowOf,
  sign,
  statementOf,
  until,
  waitForApproval,
  waitForStatus,
} from '../support/door.ts'
import { createCliHouse } from '../support/cli-house.ts'
import { createWorld } from '../support/here.ts'
import type { World } from '../support/world.ts'

const canary = 'Canary-tenant-5d1e'
const namespace = `end-${randomBytes(4).toString('hex')}`
let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }
let run: Run
let data: string

beforeAll(async () => {
  world = await createWorld({ namespace })
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
  ;({ run, data } = await createCliHouse(world))
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
  await rm(data, { recursive: true, force: true })
})

const open = () =>
  openTicket(world, api, {
    title: `Lost phone ${canary}`,
    text: `I lost my phone (${canary}) and cannot sign in any more, please reset my MFA.`,
    requesterEmail: employees(world)[0] ?? '',
  })

test('suspended, what waits goes on waiting, whatever is sent; resumed, it goes on', async () => {
  const { request, workflowId } = await open()
  const approval = await waitForApproval(world, api, request)
  const handle = world.temporal.workflow.getHandle(workflowId)
  const served = () =>
    world.temporal
      .withDeadline(Date.now() + 1_500, () => handle.query(messageNames.progress))
      .then(
        () => true,
        () => false,
      )
  await until('its workers', served)
  expect(await asOwner(run, (database) => changeState(database, world.tenant, 'suspended'))).toBe(true)
  expect(await asOwner(run, (database) => changeState(database, world.tenant, 'suspended'))).toBe(false)
  const calls = await journal()
  // No worker takes its tasks any more: what is sent to it now reaches nobody.
  await until('its workers to leave', async () => !(await served()))
  await handle.signal(messageNames.decideApproval, sign(world, statementOf(world, approval, cast.admin)))
  expect([await served(), await served()]).toEqual([false, false])
  expect((await rowOf(world, api, request)).status).toBe('waiting_approval')
  expect(await journal()).toBe(calls)
  await asOwner(run, (database) => changeState(database, world.tenant, 'active'))
  await decide(world, api, approval, cast.admin)
  await waitForStatus(world, api, request, 'resolved', 60_000)
}, 120_000)

const journal = async (): Promise<number> => {
  const answer = await fetch(new URL('/_sandbox/journal', world.okta.url))
  const { entries } = (await answer.json()) as { entries: { method: string }[] }
  return entries.filter((entry) => entry.method !== 'GET').length
}

test('deleted: keys first, then delegations, workflows, rows; certified; a dump from before opens with nothing left', async () => {
  const { request } = await open()
  await waitForApproval(world, api, request)
  const before = await world.admin.query<{ request: string; name: string; sealed: Buffer }>(
    'select request, name, sealed from scratch where request = $1',
    [request],
  )
  const profiles = await world.admin.query<{ entry: string }>('select entry from activity_log')
  expect(before.rows.length).toBeGreaterThan(0)
  const key = await world.shared.requestKeys.find(world.tenant, request)
  const openedWith = (keys: Parameters<typeof openText>[0]): string =>
    before.rows
      .map((row) =>
        openText(keys, row.sealed, {
          tenant: world.tenant,
          table: 'scratch',
          row: row.request,
          field: row.name,
        }),
      )
      .join('\n')
  expect(key && openedWith(key)).toContain(canary)

  await expect(deleteTenant(run, world.tenant, { confirm: 'other' })).rejects.toMatchObject({ code: 'usage' })
  const { certificate, path } = await deleteTenant(run, world.tenant, { confirm: world.tenant })

  expect(certificate).toMatchObject({ type: 'dex/tenant-deleted/v1', tenant: world.tenant })
  for (const scope of ['shared', 'api', 'gate'] as const) {
    expect(certificate.keys[scope].kek).not.toBeNull()
    expect(certificate.keys[scope].files).toBeGreaterThan(0)
  }
  expect(certificate.connections.length).toBeGreaterThan(3)
  expect(certificate.connections.every((each) => each.atPlatform)).toBe(true)
  expect(certificate.workflows.terminated).toBeGreaterThanOrEqual(1)
  expect(certificate.workflows.schedules).toBeGreaterThanOrEqual(1)
  expect(certificate.workflows.namespace).toEqual({ name: namespace, deleted: true })
  expect(await namespaceStands(world.temporal.connection as Connection, namespace)).toBe(false)
  expect(Number(certificate.logHead.seq)).toBeGreaterThanOrEqual(profiles.rows.length)
  expect(certificate.rows['activity_log']).toBeGreaterThanOrEqual(profiles.rows.length)

  const written = JSON.parse(await readFile(path, 'utf8')) as {
    certificate: { type: string }
    signature: string
  }
  const verifier = await createVerifier(join(placesOf(data).keysGate, 'log.public.json'))
  expect(verifier.verify(written.certificate, written.signature, certificate.finishedAt)).toBe(
    certificate.keyId,
  )

  // nothing of it is left, in any table
  const client = new pg.Client({ connectionString: world.adminUrl })
  await client.connect()
  const tables = await client.query<{ table_name: string }>(
    `select table_name from information_schema.columns where table_schema = 'public' and column_name = 'tenant'`,
  )
  for (const { table_name: table } of tables.rows) {
    const left = await client.query(`select 1 from ${table} where tenant = $1`, [world.tenant])
    expect([table, left.rowCount]).toEqual([table, 0])
  }
  await client.end()
  // and what the dump holds opens with nothing that is left
  const places = placesOf(data)
  const again = openSharedKeys({
    shared: places.keysShared,
    requestKeys: places.requestKeys,
    profile: 'sandbox',
  })
  expect(await again.requestKeys.find(world.tenant, request)).toBeNull()
  await expect(again.tenantKeys.load(world.tenant)).rejects.toMatchObject({ code: 'sealed' })
  for (const keys of [
    createRoleKeys({ directory: places.keysApi, purposes: apiPurposes, profile: 'sandbox' }),
    createRoleKeys({ directory: places.keysGate, purposes: gatePurposes, profile: 'sandbox' }),
  ] as const) {
    await expect(keys.load(world.tenant)).rejects.toMatchObject({ code: 'sealed' })
  }
  expect(() => openedWith(() => null)).toThrow()
}, 120_000)
