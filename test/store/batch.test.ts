import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { TenantId } from '#contract/ids.ts'
import { createDatabase, type Database, type Tx } from '#store/database.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'

const acme = TenantId.parse('acme')
let fresh: FreshDatabase
let database: Database

beforeAll(async () => {
  fresh = await freshDatabase(inject('databaseAdminUrl'))
  // One connection: what one transaction leaves behind, the next would meet.
  database = createDatabase({ url: fresh.roleUrl('dex_gate'), applicationName: 'test', connectionsMax: 1 })
})

afterAll(async () => {
  await database.close()
  await fresh.drop()
})

const one = async (tx: Tx, value: unknown, type: string): Promise<unknown> =>
  (await sql<{ value: unknown }>`select ${value}::${sql.raw(type)} as value`.execute(tx)).rows[0]?.value
const divide = async (tx: Tx, by: number): Promise<number | undefined> =>
  (await sql<{ value: number }>`select 6 / ${by}::int as value`.execute(tx)).rows[0]?.value

it('answers each statement its own, in the order they were made, also the same one several times', async () => {
  const answers = await database.read(acme, (tx) => Promise.all([1, 2, 3, 6].map((by) => divide(tx, by))))
  expect(answers).toEqual([6, 3, 2, 1])
})

it('brings values back as they went', async () => {
  const day = new Date('2026-11-23T00:41:07.123Z')
  const bytes = Buffer.from([0, 92, 255])
  const odd = ['a', 'b,"c"', '\\d', '{e}', 'NULL', '', null]
  await database.read(acme, async (tx) => {
    expect(await one(tx, day, 'timestamptz')).toEqual(day)
    expect(await one(tx, bytes, 'bytea')).toEqual(bytes)
    expect(await one(tx, odd, 'text[]')).toEqual(odd)
    expect(await one(tx, { a: ['ü', null] }, 'jsonb')).toEqual({ a: ['ü', null] })
    expect(await one(tx, undefined, 'text')).toBeNull()
    expect(await one(tx, true, 'boolean')).toBe(true)
  })
})

it('runs nothing behind a statement that failed, and the next transaction is whole', async () => {
  const behind = database.read(acme, async (tx) => {
    const settled = await Promise.allSettled([divide(tx, 2), divide(tx, 0), divide(tx, 3)])
    expect(settled.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    throw new Error('rolled back')
  })
  await expect(behind).rejects.toThrow('rolled back')
  expect(await database.read(acme, (tx) => Promise.all([divide(tx, 3), divide(tx, 2)]))).toEqual([2, 3])
})

it('a failure that nobody looked at never commits', async () => {
  const ignored = database.transaction(acme, async (tx) => {
    await divide(tx, 0).catch(() => undefined)
  })
  await expect(ignored).rejects.toMatchObject({ code: 'internal' })
})

it('refuses a statement that comes after the end of its transaction', async () => {
  let late: Tx | undefined
  await database.read(acme, async (tx) => {
    late = tx
  })
  await expect(divide(late as Tx, 1)).rejects.toThrow('after the end')
})

it.each([
  ['a NUL in a text', 'a\0b', 'text'],
  ['a NUL in a document', { a: '\0' }, 'jsonb'],
  ['a number out of range', '99999999999', 'int'],
])('says what cannot be stored, as the caller’s mistake: %s', async (_what, value, type) => {
  await expect(database.read(acme, (tx) => one(tx, value, type))).rejects.toMatchObject({
    code: 'input_invalid',
    status: 422,
  })
})
