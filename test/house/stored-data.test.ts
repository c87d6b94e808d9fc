import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { LogEntry } from '#contract/log-entry.ts'
import { searchAttributes } from '#contract/messages.ts'
import { type FreshDatabase, freshDatabase } from '#test/support/database.ts'
import { storedTables } from '../../docs/stored-data.ts'
import { logFields, searchAttributeFields } from '../../docs/stored-elsewhere.ts'

let database: FreshDatabase
let columns: string[]
/** Columns of type bytea: bytes that are sealed or a hash. */
let bytes: string[]

beforeAll(async () => {
  database = await freshDatabase(inject('databaseAdminUrl'))
  const client = new pg.Client({ connectionString: database.adminUrl })
  await client.connect()
  const found = await client.query<{ name: string; type: string }>(
    "select table_name || '.' || column_name as name, data_type as type from information_schema.columns where table_schema = 'public'",
  )
  await client.end()
  columns = found.rows.map((row) => row.name)
  bytes = found.rows.filter((row) => row.type === 'bytea').map((row) => row.name)
})
afterAll(() => database.drop())

const listed = Object.entries(storedTables).flatMap(([table, { columns: byKind }]) =>
  Object.entries(byKind).flatMap(([kind, names]) =>
    names.map((name) => ({ column: `${table}.${name}`, kind })),
  ),
)

test('every column of the database has exactly one line, and every line is a column', () => {
  expect(listed.map((each) => each.column).toSorted()).toEqual(columns.toSorted())
})

test('what is said to be sealed is stored as bytes, and no text column claims it', () => {
  const sealed = [
    'profile',
    'columnText',
    'content',
    'oauthRound',
    'doorSecret',
    'gateSecret',
    'tokens',
    'chain',
    'facts',
    'secret',
    'undo',
  ]
  const claimed = listed.filter((each) => sealed.includes(each.kind)).map((each) => each.column)
  expect(claimed.toSorted()).toEqual(bytes.toSorted())
})

test('every field of a log line and every search attribute has its line', () => {
  expect(Object.keys(logFields).toSorted()).toEqual(Object.keys(LogEntry.shape).toSorted())
  expect(Object.keys(searchAttributeFields).toSorted()).toEqual(Object.values(searchAttributes).toSorted())
})
