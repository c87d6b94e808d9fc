import { spawnSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { makeProcessKeys, makeTenantKeys } from '#client/cli/key/make-keys.ts'
import { placesOf } from '#client/cli/up/places.ts'
import type { TenantId } from '#contract/ids.ts'
import { type DatabaseRole, type FreshDatabase, freshDatabase } from '../support/database.ts'

/** What one role holds alone, by column; everybody else's statement on it is refused. */
const alone: Record<DatabaseRole, readonly (readonly [table: string, column: string])[]> = {
  dex_api: [
    ['sessions', 'id_hash'],
    ['step_ups', 'session'],
    ['identity_providers', 'sealed_secret'],
    ['sources', 'sealed_secret'],
    ['source_directory', 'source'],
  ],
  dex_gate: [
    ['connections', 'sealed_tokens'],
    ['platform_clients', 'sealed_secret'],
    ['senders', 'sealed_token'],
    ['limit_uses', 'rule'],
    ['decision_uses', 'decision'],
  ],
  dex_think: [],
}
/** What think, which meets the model's output, sees of no person and writes nowhere. */
const notForThink = [
  'people',
  'accounts',
  'sessions',
  'step_ups',
  'secrets',
  'approvals',
  'decisions',
  'ledger',
  'activity_log',
]
const roles = ['dex_api', 'dex_gate', 'dex_think'] as const

let database: FreshDatabase
const clients = new Map<DatabaseRole, pg.Client>()

beforeAll(async () => {
  database = await freshDatabase(inject('databaseAdminUrl'))
  for (const role of roles) {
    const client = new pg.Client({ connectionString: database.roleUrl(role) })
    await client.connect()
    await client.query(`select set_config('app.tenant', 'acme', false)`)
    clients.set(role, client)
  }
})
afterAll(async () => {
  for (const client of clients.values()) await client.end()
  await database.drop()
})

const outcomeOf = (role: DatabaseRole, statement: string): Promise<string> =>
  (clients.get(role) as pg.Client).query(statement).then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'failed',
  )

const foreign = roles.flatMap((holder) =>
  alone[holder].flatMap(([table, column]) =>
    roles.filter((role) => role !== holder).map((role) => [role, table, column] as const),
  ),
)

test.each(foreign)('%s cannot read %s.%s', async (role, table, column) => {
  expect(await outcomeOf(role, `select ${column} from ${table}`)).toBe('42501')
})

test('each holder reads what it holds alone: the refusals above are not for want of a table', async () => {
  for (const role of roles) {
    for (const [table, column] of alone[role]) {
      expect([table, await outcomeOf(role, `select ${column} from ${table}`)]).toEqual([table, 'done'])
    }
  }
})

test.each(notForThink)('think reads nothing of %s', async (table) => {
  expect(await outcomeOf('dex_think', `select 1 from ${table}`)).toBe('42501')
})

test('none of them owns a table, is a member of another, or gets round row-level security', async () => {
  const client = clients.get('dex_api') as pg.Client
  const owned = await client.query(
    `select relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'dex\\_%'`,
  )
  expect(owned.rows).toEqual([])
  const rights = await client.query(
    `select rolname from pg_roles where rolname like 'dex\\_%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
  )
  expect(rights.rows).toEqual([])
  const members = await client.query(
    `select 1 from pg_auth_members m join pg_roles r on r.oid = m.member where r.rolname like 'dex\\_%'`,
  )
  expect(members.rows).toEqual([])
  for (const role of roles)
    for (const other of roles) {
      if (role !== other) expect(await outcomeOf(role, `set role ${other}`)).toBe('42501')
    }
})

test('key files: directories 0700 and files 0600, which another user of the machine cannot enter', async () => {
  // Not below the system's temporary directory alone: the way there must be open, so that the refusal is the directory's own.
  const base = await mkdtemp('/tmp/dex-t27-')
  try {
    await chmod(base, 0o755)
    const places = placesOf(base)
    await makeProcessKeys(places, 'production')
    await makeTenantKeys(places, 'production', 'acme' as TenantId, null)
    await chmod(join(base, 'keys'), 0o755)
    const owners = { [places.keysApi]: 61_001, [places.keysGate]: 61_002, [places.keysThink]: 61_003 }
    await mkdir(places.keysThink, { recursive: true })
    const isRoot = process.getuid?.() === 0
    for (const [directory, uid] of Object.entries(owners)) {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true })
      const paths = entries.map((entry) => join(entry.parentPath, entry.name))
      if (isRoot) for (const path of [directory, ...paths]) await chown(path, uid, uid)
      const { stat } = await import('node:fs/promises')
      for (const path of [directory, ...paths]) expect((await stat(path)).mode & 0o077).toBe(0)
    }
    if (!isRoot) return
    const readable = (uid: number, directory: string): boolean =>
      spawnSync('/bin/ls', [directory], { uid, gid: uid, stdio: 'ignore' }).status === 0
    for (const [directory, owner] of Object.entries(owners)) {
      for (const uid of Object.values(owners)) {
        expect([directory, uid, readable(uid, directory)]).toEqual([directory, uid, uid === owner])
      }
    }
  } finally {
    await rm(base, { recursive: true, force: true })
  }
})
