import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { sampleEntry } from '#bench/log/entry.ts'
import { TenantId } from '#contract/ids.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { appendLog, appendLogAlone, readLog, readLogHead } from '#store/log.ts'
import { logEntryHash, logGenesis } from '#vault/hashes.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const tenant = TenantId.parse('acme')
let fresh: FreshDatabase
let admin: pg.Client
let database: Database

beforeAll(async () => {
  fresh = await freshDatabase(inject('databaseAdminUrl'))
  admin = new pg.Client({ connectionString: fresh.adminUrl })
  await admin.connect()
  await admin.query(`insert into tenants (tenant) values ('acme')`)
  database = createDatabase({ url: fresh.roleUrl('dex_gate'), applicationName: 'test' })
})

afterAll(async () => {
  await database.close()
  await admin.end()
  await fresh.drop()
})

it('has flushed what it wrote, and what it saw, when it answers', async () => {
  for (let step = 1; step <= 30; step += 1) {
    const { written } = await database.transaction(tenant, async (tx) => {
      await appendLog(tenant, tx, sampleEntry(step))
      const { rows } = await sql<{ written: string }>`select pg_current_wal_insert_lsn() as written`.execute(
        tx,
      )
      return { written: rows[0]?.written }
    })
    const { rows } = await admin.query<{ durable: boolean }>(
      'select pg_current_wal_flush_lsn() > $1::pg_lsn as durable',
      [written],
    )
    expect(rows[0]?.durable).toBe(true)
  }
})

it('alone, an entry is one round trip, flushed when it answers; what fails leaves nothing, and nothing comes late', async () => {
  const before = await database.read(tenant, (tx) => readLogHead(tenant, tx))
  const { seq } = await appendLogAlone(tenant, database, sampleEntry(1))
  expect(seq).toBe((before?.seq ?? 0) + 1)
  for (let step = 2; step <= 20; step += 1) {
    const [, { rows }] = await database.once(tenant, (tx) =>
      Promise.all([
        appendLog(tenant, tx, sampleEntry(step)),
        sql<{ written: string }>`select pg_current_wal_insert_lsn() as written`.execute(tx),
      ]),
    )
    const flushed = await admin.query<{ durable: boolean }>(
      'select pg_current_wal_flush_lsn() > $1::pg_lsn as durable',
      [rows[0]?.written],
    )
    expect(flushed.rows[0]?.durable).toBe(true)
  }
  await expect(
    database.once(tenant, async (tx) => {
      const appended = appendLog(tenant, tx, sampleEntry(2))
      await Promise.all([appended, sql`select 1 / 0`.execute(tx)])
    }),
  ).rejects.toThrow(/division by zero/)
  await expect(
    database.once(tenant, async (tx) => {
      await sql`select 1`.execute(tx)
      await appendLog(tenant, tx, sampleEntry(3))
    }),
  ).rejects.toThrow('a statement after the end of its transaction')
  expect((await database.read(tenant, (tx) => readLogHead(tenant, tx)))?.seq).toBe(seq + 19)
  // The connection serves the next as before.
  await database.transaction(tenant, (tx) => appendLog(tenant, tx, sampleEntry(4)))
  expect((await database.read(tenant, (tx) => readLogHead(tenant, tx)))?.seq).toBe(seq + 20)
})

it('the last statements travel with the commit, flushed when it answers; what fails before or among them leaves nothing', async () => {
  const head = () => database.read(tenant, async (tx) => (await readLogHead(tenant, tx))?.seq ?? 0)
  const before = await head()
  for (let step = 1; step <= 20; step += 1) {
    const written = await database.transaction(tenant, async (tx, last) => {
      await sql`select 1`.execute(tx)
      last()
      const look = sql<{ at: string }>`select pg_current_wal_insert_lsn() as at`
      const [, { rows }] = await Promise.all([appendLog(tenant, tx, sampleEntry(step)), look.execute(tx)])
      return rows[0]?.at
    })
    const { rows } = await admin.query<{ durable: boolean }>(
      'select pg_current_wal_flush_lsn() > $1::pg_lsn as durable',
      [written],
    )
    expect(rows[0]?.durable).toBe(true)
  }
  await expect(
    database.transaction(tenant, async (tx, last) => {
      last()
      await Promise.all([appendLog(tenant, tx, sampleEntry(1)), sql`select 1 / 0`.execute(tx)])
    }),
  ).rejects.toThrow(/division by zero/)
  await expect(
    database.transaction(tenant, async (tx, last) => {
      last()
      appendLog(tenant, tx, sampleEntry(1)).catch(() => undefined)
      throw new Error('before they were sent')
    }),
  ).rejects.toThrow('before they were sent')
  expect(await head()).toBe(before + 20)
  // None of them is needed: then it is a commit like any other.
  await database.transaction(tenant, async (tx, last) => {
    await appendLog(tenant, tx, sampleEntry(1))
    last()
  })
  expect(await head()).toBe(before + 21)
  await expect(
    database.transaction(tenant, async (tx, last) => {
      last()
      await sql`select 1`.execute(tx)
      await appendLog(tenant, tx, sampleEntry(1))
    }),
  ).rejects.toThrow('a statement after the end of its transaction')
})

it('sets nothing for the statements behind it', async () => {
  const setting = await database.read(tenant, async (tx) => {
    const { rows } = await sql<{
      value: string
    }>`select current_setting('synchronous_commit') as value`.execute(tx)
    return rows[0]?.value
  })
  expect(setting).toBe('on')
})

it('keeps one chain of many writers, those that roll back among them', async () => {
  const before = await database.read(tenant, (tx) => readLogHead(tenant, tx))
  const settled = await Promise.allSettled(
    Array.from({ length: 60 }, (_, step) =>
      database.transaction(tenant, async (tx) => {
        await appendLog(tenant, tx, sampleEntry(step))
        if (step % 3 === 0) throw new Error('given up')
      }),
    ),
  )
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(40)
  const rows = await database.read(tenant, (tx) => readLog(tenant, tx, { after: 0, limit: 1_000 }))
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
  expect(rows).toHaveLength((before?.seq ?? 0) + 40)
  let hash: Uint8Array = logGenesis()
  for (const row of rows) {
    hash = logEntryHash(hash, row.seq, row.entry)
    expect(Buffer.from(hash).toString('hex')).toBe(row.hash)
  }
})
