import { chmod, chown, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { pickPorts } from '#process/embedded/ports.ts'
import { type RunningPostgres, startPostgres } from '#process/embedded/postgres/start.ts'
import { readPointer, writePointer } from '#process/embedded/postgres/pointer.ts'
import type { Database } from '#store/database.ts'
import { type DataKey, open } from '#vault/envelope.ts'
import { apiPurposes, createRoleKeys, gatePurposes } from '#vault/role-keys.ts'
import { type Cast, createCast, employees, startWorkers } from '../support/cast.ts'
import { decide, openTicket, rowOf, until, waitForApproval } from '../support/door.ts'
import { createWorldOn, type World } from '../support/world.ts'

/** One for each kind of content that a ticket brings. */
const canaries = { title: 'Canary-title-8h2k', text: 'Canary-text-91xq' }
const directory = await mkdtemp(join(tmpdir(), 'dex-t24-'))
let postgres: RunningPostgres
let restored: RunningPostgres | undefined
let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }

const portOf = async (): Promise<number> =>
  (await pickPorts({ postgres: { variable: 'DEX_POSTGRES_PORT', port: 0, explicit: false } })).postgres

beforeAll(async () => {
  postgres = await startPostgres({ data: join(directory, 'live'), port: await portOf() })
  const services = { temporalAddress: inject('temporalAddress'), databaseAdminUrl: postgres.adminUrl }
  world = await createWorldOn(services)
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
  await restored?.destroy()
  await postgres.destroy()
  await rm(directory, { recursive: true, force: true })
})

/** A base backup with its WAL, as pg_basebackup takes it: by the server's own backup mode, file by file. */
async function takeBaseBackup(into: string): Promise<void> {
  const pointer = await readPointer(join(directory, 'live'))
  const client = new pg.Client({ connectionString: postgres.adminUrl })
  await client.connect()
  await client.query(`select pg_backup_start('t24', true)`)
  await cp(pointer?.dataDirectory ?? '', into, { recursive: true })
  const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
  await client.query('select pg_switch_wal()')
  await cp(join(pointer?.dataDirectory ?? '', 'pg_wal'), join(into, 'pg_wal'), { recursive: true })
  await writeFile(join(into, 'backup_label'), rows[0]?.labelfile ?? '')
  await rm(join(into, 'postmaster.pid'), { force: true })
  await client.end()
}

async function bytesBelow(root: string): Promise<Buffer[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(files.map((file) => readFile(file)))
}

const found = (haystack: Buffer): number =>
  Object.values(canaries).filter((canary) => haystack.includes(canary)).length

/** Every key that is in any directory now, opened by what wraps it. */
async function remainingKeys(): Promise<Map<string, DataKey>> {
  const { tenant, shared } = world
  const { DEX_DATA: data = '' } = world.env('gate')
  const keys: DataKey[] = []
  const profile = 'sandbox'
  const ofApi = createRoleKeys({ directory: join(data, 'api'), purposes: apiPurposes, profile })
  const ofGate = createRoleKeys({ directory: join(data, 'gate'), purposes: gatePurposes, profile })
  for (const purpose of ['payload', 'column', 'lookup', 'evidence'] as const) {
    keys.push(await shared.tenantKeys.get(tenant, purpose))
  }
  keys.push(
    await ofApi.get(tenant, 'door'),
    await ofGate.get(tenant, 'connection'),
    await ofGate.get(tenant, 'channel'),
  )
  for (const request of (await shared.requestKeys.list(tenant)).alive) {
    const key = await shared.requestKeys.find(tenant, request)
    if (key) keys.push(key)
  }
  return new Map(keys.map((key) => [key.id, key]))
}

/** Opens whatever these keys open in a database, whatever row and field it was sealed for. */
async function openAll(url: string, keys: Map<string, DataKey>): Promise<{ opened: Buffer; sealed: number }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const columns = await client.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea'`,
  )
  const opened: Buffer[] = []
  let sealed = 0
  for (const { table, column } of columns.rows) {
    const { rows } = await client.query<Record<string, unknown>>(`select * from ${table}`)
    for (const row of rows) {
      const envelope = row[column]
      if (!(envelope instanceof Buffer)) continue
      sealed += 1
      const names = Object.values(row).filter((value) => typeof value === 'string')
      for (const name of names) {
        for (const field of [...names, column, `${table}.${column}`]) {
          const place = { tenant: world.tenant, table, row: name, field }
          try {
            opened.push(Buffer.from(open((id) => keys.get(id), envelope, place)))
          } catch {
            // not this place, or no key: what the test is about
          }
        }
      }
    }
  }
  await client.end()
  return { opened: Buffer.concat(opened), sealed }
}

test('T24: base backup, WAL and dump taken while open, restored after the close with every remaining key: 0 canaries', async () => {
  const opened = await openTicket(world, api, {
    title: `Lost phone ${canaries.title}`,
    text: `I lost my phone (${canaries.text}) and cannot sign in any more, please reset my MFA.`,
    requesterEmail: employees(world)[0] ?? '',
  })
  const approval = await waitForApproval(world, api, opened.request)
  const database = new URL(world.env('gate')['DATABASE_URL'] ?? '').pathname
  const backup = join(directory, 'backup')
  await takeBaseBackup(backup)
  const files = await bytesBelow(backup)
  const bytes = files.reduce((sum, file) => sum + file.length, 0)
  expect(files.map(found).reduce((sum, count) => sum + count, 0)).toBe(0)
  const current = new URL(postgres.adminUrl)
  current.pathname = database
  // The control: with the request's own key, which stands while it is open, the same search finds all of them.
  const control = await openAll(current.href, await remainingKeys())
  expect(found(control.opened)).toBe(2)

  await decide(world, api, approval, cast.admin)
  await until('destruction', async () => (await rowOf(world, api, opened.request)).destroyed_at)
  const keys = await remainingKeys()
  expect(await world.shared.requestKeys.find(world.tenant, opened.request)).toBeNull()

  const port = await portOf()
  restored = await startRestored(backup, port)
  const old = new URL(restored.adminUrl)
  old.pathname = database
  const after = await openAll(old.href, keys)
  expect(after.sealed).toBeGreaterThanOrEqual(control.sealed)
  expect(after.opened.length).toBeGreaterThan(0)
  expect(found(after.opened)).toBe(0)
  process.stderr.write(
    `T24: ${files.length} files, ${bytes} bytes of base backup and WAL; ${after.sealed} sealed values, ${keys.size} keys: 0 canaries\n`,
  )
}, 120_000)

/** A second server over the copy, as a restore would start it. */
async function startRestored(backup: string, port: number): Promise<RunningPostgres> {
  const data = join(directory, 'restored')
  const fresh = await startPostgres({ data, port })
  await fresh.stop()
  const pointer = await readPointer(data)
  const live = await readPointer(join(directory, 'live'))
  const cluster = pointer?.dataDirectory ?? ''
  await rm(cluster, { recursive: true, force: true })
  await cp(backup, cluster, { recursive: true })
  await own(cluster, pointer?.uid ?? null)
  // The backup has the passwords of its own server.
  if (pointer && live) await writePointer(data, { ...pointer, password: live.password })
  return startPostgres({ data, port })
}

async function own(root: string, uid: number | null): Promise<void> {
  await chmod(root, 0o700)
  if (uid === null || process.getuid?.() !== 0) return
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const { gid } = await stat(join(root, 'PG_VERSION'))
  for (const path of [root, ...entries.map((entry) => join(entry.parentPath, entry.name))])
    await chown(path, uid, gid)
}
