import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { TenantId } from '#contract/ids.ts'
import { createDatabase, type Database, type Tx } from '#store/database.ts'
import { type DatabaseRole, type FreshDatabase, freshDatabase } from '../support/database.ts'
import { type Column, columnsWithTenant, fillTenant, rowsOfTenant, tablesOf } from '../support/fill-tenant.ts'

const umbrella = TenantId.parse('umbrella')
const roles = ['dex_api', 'dex_gate', 'dex_think'] as const
/** Stands in every key of the other tenant's rows, and may be guessed. */
const known = '{}'
/** Stands in every other text of them, and must never get out. */
const canary = '{"Canary":"acme-9f2c"}'

let fresh: FreshDatabase
let admin: pg.Client
let columns: Column[]
let tables: string[]
const databases = new Map<DatabaseRole, Database>()

beforeAll(async () => {
  fresh = await freshDatabase(inject('databaseAdminUrl'))
  admin = new pg.Client({ connectionString: fresh.adminUrl })
  await admin.connect()
  for (const role of roles)
    databases.set(role, createDatabase({ url: fresh.roleUrl(role), applicationName: 'test' }))
  await admin.query(`insert into tenants (tenant) values ('acme'), ('umbrella')`)
  columns = await columnsWithTenant(admin)
  tables = tablesOf(columns)
  // A row of the other tenant in every table there is, whatever it is for.
  await fillTenant(admin, 'acme', columns, ({ type, key }) => (key && type === 'text' ? known : canary))
})

afterAll(async () => {
  for (const database of databases.values()) await database.close()
  await admin.end()
  await fresh.drop()
})

const acmeRows = (): Promise<string> => rowsOfTenant(admin, 'acme', tables)

/** `source_directory` alone may be read across tenants: it tells a door which tenant an opaque id is of. */
const acrossTenants = new Set(['source_directory'])

test('every table with a tenant: as any role and for another tenant, nothing is read, counted, changed or written', async () => {
  const before = await acmeRows()
  let tried = 0
  for (const role of roles) {
    const client = new pg.Client({ connectionString: fresh.roleUrl(role) })
    await client.connect()
    await client.query(`select set_config('app.tenant', 'umbrella', false)`)
    for (const table of tables.filter((name) => !acrossTenants.has(name))) {
      const statements = [
        `select count(*)::int as n from ${table}`,
        `select count(*)::int as n from ${table} where tenant = 'acme'`,
        `update ${table} set tenant = tenant where tenant = 'acme'`,
        `update ${table} set tenant = 'umbrella' where tenant = 'acme'`,
        `delete from ${table} where tenant = 'acme'`,
        `insert into ${table} select * from ${table}`,
        `insert into ${table} (tenant) values ('acme')`,
        `truncate ${table}`,
      ]
      for (const statement of statements) {
        tried += 1
        const outcome = await client
          .query<{ n?: number }>(statement)
          .catch((error: { code: string; message: string }) => error)
        if ('code' in outcome) {
          expect([statement, outcome.message.includes('Canary')]).toEqual([statement, false])
          continue
        }
        const touched = outcome.command === 'SELECT' ? outcome.rows[0]?.n : outcome.rowCount
        expect([role, statement, touched]).toEqual([role, statement, 0])
      }
    }
    await client.end()
  }
  expect(tried).toBeGreaterThan(roles.length * 25 * 8)
  expect(await acmeRows()).toBe(before)
})

test('every unique index of theirs begins with the tenant: no conflict tells that another’s row exists', async () => {
  // The registries of the installation: no role may write there, so that none can meet a conflict.
  const registry = `'tenants', 'source_directory'`
  const writers = await admin.query<{ grantee: string }>(
    `select grantee from information_schema.role_table_grants
     where table_name in (${registry}) and privilege_type <> 'SELECT' and grantee like 'dex\\_%'`,
  )
  expect(writers.rows).toEqual([])
  const { rows } = await admin.query<{ index: string }>(`
    select i.indexrelid::regclass::text as index from pg_index i join pg_class c on c.oid = i.indrelid
    where i.indisunique and c.relnamespace = 'public'::regnamespace
      and exists (select 1 from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant')
      and c.relname not in (${registry})
      and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant' and a.attnum = any(i.indkey))`)
  expect(rows).toEqual([])
})

type Repository = (tenant: TenantId, tx: Tx, ...rest: unknown[]) => unknown

/** Every exported function of store/ that takes a tenant first and a transaction second. */
async function repositories(): Promise<[string, Repository][]> {
  const room = fileURLToPath(new URL('../../store/', import.meta.url))
  const files = readdirSync(room).filter((name) => name.endsWith('.ts'))
  const all: [string, Repository][] = []
  for (const file of files) {
    const module = (await import(/* @vite-ignore */ join(room, file))) as Record<string, unknown>
    for (const [name, value] of Object.entries(module)) {
      if (typeof value !== 'function') continue
      if (/^(async\s+)?(function\s*\w*\s*)?\(\s*_?tenant,\s*_?tx\b/.test(value.toString()))
        all.push([name, value as Repository])
    }
  }
  return all.toSorted(([a], [b]) => (a < b ? -1 : 1))
}

const texts = [
  'id',
  'request',
  'person',
  'platform',
  'kind',
  'state',
  'approval',
  'connection',
  'digest',
  'source',
  'door_key',
]
const times = ['at', 'now', 'since', 'before', 'until']
const everyField = {
  ...Object.fromEntries(texts.map((name) => [name, known])),
  ...Object.fromEntries(times.map((name) => [name, new Date(0)])),
  ...Object.fromEntries(['step', 'turn', 'index', 'after', 'limit'].map((name) => [name, 1])),
}

/** What a parameter of this name is given: mostly what makes sense there, so that the statement is reached. */
function argumentFor(name: string): fc.Arbitrary<unknown> {
  const fits: unknown = times.includes(name)
    ? new Date(0)
    : /step|turn|index|limit|seq|version|days/i.test(name)
      ? 1
      : /[^s]s$|Ids$|prefixes/.test(name)
        ? [known]
        : known
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(fits) },
    fc.constantFrom<unknown>(known, 1, new Date(0), [known], everyField),
  )
}

/** Names of the parameters behind tenant and transaction; four without a name where they cannot be read. */
function parametersOf(repository: Repository): string[] {
  const listed = /^(?:async\s+)?(?:function\s*\w*\s*)?\(([^)]*)\)/.exec(repository.toString())?.[1] ?? ''
  const names = [...listed.matchAll(/(?:^|,)\s*(\w+)/g)].map((match) => match[1] ?? '').slice(2)
  return names.length > 0 ? names : ['', '', '', '']
}

test('every repository function, with the other tenant’s keys: its rows neither come out nor change', async () => {
  const before = await acmeRows()
  const functions = await repositories()
  expect(functions.length).toBeGreaterThan(50)
  const ran = new Set<string>()
  for (const [name, repository] of functions) {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...roles),
        fc.tuple(...parametersOf(repository).map(argumentFor)),
        async (role, rest) => {
          const database = databases.get(role) as Database
          const outcome = await database
            .transaction(umbrella, async (tx) => {
              const result = await repository(umbrella, tx, ...rest)
              return (
                JSON.stringify(result instanceof Map || result instanceof Set ? [...result] : result) ?? ''
              )
            })
            .then(
              (text) => {
                ran.add(name)
                return text
              },
              (error: unknown) => String(error),
            )
          expect([name, outcome.includes('acme')]).toEqual([name, false])
        },
      ),
      { numRuns: 12 },
    )
  }
  process.stderr.write(
    `isolation: ${functions.length} repository functions, ${ran.size} of them with an answer\n`,
  )
  expect(ran.size).toBeGreaterThan(functions.length * 0.6)
  expect(await acmeRows()).toBe(before)
}, 120_000)
