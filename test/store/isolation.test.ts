import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { TenantId } from '#contract/ids.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { appendLog, readLog, readLogHead } from '#store/log.ts'
import { listRequests, openRequest } from '#store/requests.ts'
import { logEntryHash, logGenesis } from '#vault/hashes.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const acme = TenantId.parse('acme')
const umbrella = TenantId.parse('umbrella')

let fresh: FreshDatabase
let admin: pg.Client
const databases: Database[] = []
const as = (role: 'dex_api' | 'dex_gate' | 'dex_think'): Database => {
  const database = createDatabase({ url: fresh.roleUrl(role), applicationName: 'test' })
  databases.push(database)
  return database
}

beforeAll(async () => {
  fresh = await freshDatabase(inject('databaseAdminUrl'))
  admin = new pg.Client({ connectionString: fresh.adminUrl })
  await admin.connect()
  await admin.query(`insert into tenants (tenant) values ('acme'), ('umbrella')`)
})

afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()))
  await admin.end()
  await fresh.drop()
})

const request = (id: string) => ({
  id,
  workflow_id: `acme/desk/${id}`,
  source: 'desk',
  door_key: id,
  channel: 'ticket',
  assurance: 'asserted',
  authors: [],
  status: 'investigating',
  content_digest: 'x',
  actions: [],
  risk: 'low',
})

describe('tenants are sealed off', () => {
  it('forces row-level security on every table with a tenant, and lets no role own or bypass anything', async () => {
    const open = [
      'tenants',
      'source_directory',
      'operator_bundles',
      'operator_bundle_in_force',
      'operator_runbooks',
      'schema_migrations',
    ]
    const tables = await admin.query<{ relname: string; forced: boolean; policies: string }>(`
      select c.relname, c.relrowsecurity and c.relforcerowsecurity as forced,
        (select count(*) from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind = 'r'`)
    const unsealed = tables.rows
      .filter((row) => !row.forced || row.policies === '0')
      .map((row) => row.relname)
    expect(unsealed.toSorted()).toEqual(open.toSorted())
    const roles = await admin.query(
      `select rolname from pg_roles where rolname like 'dex\\_%' and (rolsuper or rolbypassrls or rolcreaterole)`,
    )
    expect(roles.rows).toEqual([])
    const owned = await admin.query(
      `select 1 from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'dex\\_%'`,
    )
    expect(owned.rowCount).toBe(0)
  })

  it('errors when no tenant is set, also on an empty table', async () => {
    const client = new pg.Client({ connectionString: fresh.roleUrl('dex_gate') })
    await client.connect()
    await expect(client.query(`select * from requests where tenant = 'acme'`)).rejects.toThrow(/tenant_unset/)
    await client.end()
  })

  it('shows and writes rows of the one tenant that is set', async () => {
    const api = as('dex_api')
    await api.transaction(acme, (tx) => openRequest(acme, tx, request('req_aaaaaaaaaaaaaaaaaaaaaaaa')))
    expect(await api.transaction(umbrella, (tx) => listRequests(acme, tx, { limit: 10 }))).toEqual([])
    expect(await api.transaction(acme, (tx) => listRequests(acme, tx, { limit: 10 }))).toHaveLength(1)
    await expect(
      api.transaction(umbrella, (tx) => openRequest(acme, tx, request('req_bbbbbbbbbbbbbbbbbbbbbbbb'))),
    ).rejects.toThrow(/row-level security/)
  })

  it('answers the standing row for a door key that was seen before', async () => {
    const api = as('dex_api')
    const first = await api.transaction(acme, (tx) =>
      openRequest(acme, tx, request('req_cccccccccccccccccccccccc')),
    )
    const again = { ...request('req_dddddddddddddddddddddddd'), door_key: 'req_cccccccccccccccccccccccc' }
    const second = await api.transaction(acme, (tx) => openRequest(acme, tx, again))
    expect([first.opened, second.opened, second.row.id]).toEqual([true, false, first.row.id])
  })

  it.each([
    ['dex_think', 'select * from connections'],
    ['dex_think', 'select * from decisions'],
    ['dex_think', `update proposals set effect = 'permit'`],
    ['dex_think', `insert into proposals default values`],
    ['dex_api', 'select sealed_tokens from connections'],
    ['dex_api', `update connections set state = 'active'`],
    ['dex_gate', `select end_connection('con_x')`],
    ['dex_api', 'select sealed_secret from platform_clients'],
    ['dex_api', 'select * from senders'],
    ['dex_api', `update requests set assurance = 'verified'`],
    ['dex_api', `insert into decision_checks default values`],
    ['dex_gate', 'select * from sources'],
    ['dex_gate', 'select * from sessions'],
    ['dex_gate', `insert into decisions default values`],
    ['dex_gate', `insert into operator_bundles default values`],
    ['dex_api', `insert into operator_runbooks default values`],
    ['dex_api', 'select * from tenant_runbooks'],
    ['dex_gate', `insert into activity_log default values`],
    ['dex_api', 'delete from activity_log'],
    ['dex_gate', 'create table mine (x int)'],
  ] as const)('%s may not: %s', async (role, statement) => {
    const client = new pg.Client({ connectionString: fresh.roleUrl(role) })
    await client.connect()
    await client.query(`select set_config('app.tenant', 'acme', false)`)
    await expect(client.query(statement)).rejects.toThrow(/permission denied/)
    await client.end()
  })
})

describe('the activity log', () => {
  const entry = (detail: string) =>
    ({
      v: 1,
      kind: 'reconciled',
      at: '2026-11-22T10:00:00.000Z',
      by: { role: 'gate' },
      detail: { detail },
    }) as const

  it('chains each tenant by itself, with the hash that vault computes, under eight writers at once', async () => {
    const gate = as('dex_gate')
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const tenant = index % 2 === 0 ? acme : umbrella
        return gate.transaction(tenant, (tx) => appendLog(tenant, tx, entry(`ü ${index}`)))
      }),
    )
    for (const tenant of [acme, umbrella]) {
      const rows = await gate.transaction(tenant, (tx) => readLog(tenant, tx, { after: 0, limit: 100 }))
      expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
      let previous = logGenesis()
      for (const row of rows) {
        previous = logEntryHash(previous, row.seq, row.entry)
        expect(row.hash).toBe(Buffer.from(previous).toString('hex'))
      }
      const head = await gate.transaction(tenant, (tx) => readLogHead(tenant, tx))
      expect(head).toEqual({ seq: 20, hash: Buffer.from(previous).toString('hex') })
    }
  })

  it('leaves no entry and no gap when the transaction around it fails', async () => {
    const gate = as('dex_gate')
    const before = await gate.transaction(acme, (tx) => readLogHead(acme, tx))
    await expect(
      gate.transaction(acme, async (tx) => {
        await appendLog(acme, tx, entry('never'))
        throw new Error('after the append')
      }),
    ).rejects.toThrow('after the append')
    expect(await gate.transaction(acme, (tx) => readLogHead(acme, tx))).toEqual(before)
  })

  it.each(['update activity_log set entry = $1', 'delete from activity_log', 'truncate activity_log'])(
    'refuses even its owner: %s',
    async (statement) => {
      const values = statement.includes('$1') ? ['x'] : []
      await admin.query(`select set_config('app.tenant', 'acme', false)`)
      await expect(admin.query(statement, values)).rejects.toThrow(/append_only/)
    },
  )
})
