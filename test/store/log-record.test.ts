import fastCheck from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { verifyLog } from '#client/api/activity/verify.ts'
import { createExportCheck } from '#client/cli/log/check-export.ts'
import { type PersonId, TenantId } from '#contract/ids.ts'
import type { LogEntry } from '#contract/log-entry.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { findLogCursor, moveLogCursor } from '#store/log-cursors.ts'
import { readLogOfPerson } from '#store/log-of-person.ts'
import { appendLog, readLog, readLogHead, walkLog } from '#store/log.ts'
import { createStatementNames, statementsOn } from '#store/statements.ts'
import { type FreshDatabase, freshDatabase } from '#test/support/database.ts'
import { logEntryHash } from '#vault/hashes.ts'
import { createVerifier } from '#vault/verifying.ts'

const tenant = TenantId.parse('acme')
const person = 'per_aaaaaaaaaaaaaaaaaaaaaaaa' as PersonId
const mine = 'req_aaaaaaaaaaaaaaaaaaaaaaaa'
const theirs = 'req_bbbbbbbbbbbbbbbbbbbbbbbb'
const rows = 40
let fresh: FreshDatabase
let admin: pg.Client
let gate: Database
/** The log as its owner reads it, inside of whatever transaction is under way. */
let owner: { database: Pick<Database, 'read'> }

const entry = (over: Partial<LogEntry>): LogEntry => ({
  v: 1,
  kind: 'action.outcome',
  at: '2026-11-22T10:00:00.000Z',
  by: { role: 'gate' },
  ...over,
})

beforeAll(async () => {
  fresh = await freshDatabase(inject('databaseAdminUrl'))
  admin = new pg.Client({ connectionString: fresh.adminUrl })
  await admin.connect()
  await admin.query(`insert into tenants (tenant) values ('acme')`)
  await admin.query(`select set_config('app.tenant', 'acme', false)`)
  owner = { database: reading(admin) }
  gate = createDatabase({ url: fresh.roleUrl('dex_gate'), applicationName: 'test' })
  await gate.transaction(tenant, async (tx) => {
    for (let index = 1; index <= rows; index += 1) {
      const at = new Date(Date.UTC(2026, 10, 22, 10, index)).toISOString()
      await appendLog(
        tenant,
        tx,
        entry({
          at,
          action: index % 2 === 0 ? 'okta.user.unlock' : 'okta.group.add_member',
          request: index % 5 === 0 ? mine : theirs,
          code: index % 3 === 0 ? 'platform_forbidden' : 'done',
          ...(index === 7 ? { by: { role: 'api', person } } : {}),
          ...(index === 8 ? { actAs: { person, connection: 'con_aaaaaaaaaaaaaaaaaaaaaaaa' } } : {}),
          ...(index === 11 ? { target: { platform: 'okta', type: 'user', id: '00umine' } } : {}),
          ...(index === 12
            ? { objects: [{ platform: 'okta', type: 'user', id: '00umine', role: 'member' }] }
            : {}),
        }),
      )
    }
  })
})

afterAll(async () => {
  await gate.close()
  await admin.end()
  await fresh.drop()
})

const read = (filter: Parameters<typeof readLog>[2]) =>
  gate.read(tenant, (tx) => readLog(tenant, tx, filter)).then((found) => found.map((row) => row.seq))

test('a filter picks by time, action, actor, request and outcome, and goes on after a position', async () => {
  const all = { after: 0, limit: 100 }
  expect(await read({ ...all, request: mine })).toEqual([5, 10, 15, 20, 25, 30, 35, 40])
  expect(await read({ ...all, request: mine, after: 20, limit: 2 })).toEqual([25, 30])
  expect(await read({ ...all, action: 'okta.user.*' })).toHaveLength(20)
  expect(await read({ ...all, action: 'okta.user' })).toEqual([])
  expect(await read({ ...all, outcome: 'platform_forbidden' })).toHaveLength(13)
  expect(await read({ ...all, actor: person })).toEqual([7, 8])
  expect(await read({ ...all, since: '2026-11-22T10:03:00Z', until: '2026-11-22T12:06:00+02:00' })).toEqual([
    3, 4, 5,
  ])
  // PostgreSQL has no offset beyond ±15:59, ISO 8601 does.
  expect(await read({ ...all, since: '0129-06-03T20:48:22.455886-17:35' })).toHaveLength(40)
})

test('a walk gives each entry once, whatever comes in meanwhile', async () => {
  const seen: number[] = []
  for await (const row of walkLog((work) => gate.read(tenant, work), tenant, { after: 3, last: 9 })) {
    seen.push(row.seq)
  }
  expect(seen).toEqual([4, 5, 6, 7, 8, 9])
})

test('a person finds what was done to them or for them, and why it is theirs', async () => {
  await admin.query(
    `insert into people (tenant, id, issuer, subject, email_lookup, sealed, roles) values ('acme', $1, 'https://idp.test', 'me', 'hmac:me', '', '{}')`,
    [person],
  )
  await admin.query(
    `insert into accounts (tenant, person, platform, org, account_id) values ('acme', $1, 'okta', 'https://okta.test', '00umine')`,
    [person],
  )
  await admin.query(
    `insert into requests (tenant, id, workflow_id, source, door_key, channel, assurance, requester_lookup, authors, status, content_digest)
     values ('acme', $1, 'acme/desk/1', 'desk', '1', 'ticket', 'asserted', 'hmac:me', '{}', 'resolved', 'x')`,
    [mine],
  )
  const found = await gate.read(tenant, (tx) =>
    readLogOfPerson(tenant, tx, { person, emailLookup: 'hmac:me', accounts: [], before: 1_000, limit: 100 }),
  )
  const because = Object.fromEntries(found.map((row) => [row.seq, row.because]))
  expect(because).toMatchObject({
    7: ['actor'],
    8: ['authority'],
    11: ['subject'],
    12: ['subject'],
    5: ['requester'],
  })
  expect(found.map((row) => row.seq)).toEqual([40, 35, 30, 25, 20, 15, 12, 11, 10, 8, 7, 5])
})

test('a cursor never goes back', async () => {
  const move = (seq: number) =>
    gate.transaction(tenant, (tx) =>
      moveLogCursor(tenant, tx, 'push/test', { seq, hash: 'ab'.repeat(32), at: new Date() }),
    )
  await move(5)
  await move(3)
  expect(await gate.read(tenant, (tx) => findLogCursor(tenant, tx, 'push/test'))).toMatchObject({ seq: 5 })
  await move(9)
  expect(await gate.read(tenant, (tx) => findLogCursor(tenant, tx, 'push/test'))).toMatchObject({ seq: 9 })
})

/** What somebody with every right on the database does to it, and the position that it has to be found at. */
const manipulations = fastCheck.oneof(
  fastCheck.nat(rows - 1).map((index) => ({
    at: index + 1,
    sql: `update activity_log set entry = replace(entry, '"v":1', '"v":2') where seq = ${index + 1}`,
  })),
  fastCheck.nat(rows - 1).map((index) => ({
    at: index + 1,
    sql: `update activity_log set entry = replace(entry, '2026-11-22', '2026-11-23') where seq = ${index + 1}`,
  })),
  fastCheck.tuple(fastCheck.nat(rows - 1), fastCheck.nat(31)).map(([index, byte]) => ({
    at: index + 1,
    sql: `update activity_log set hash = set_byte(hash, ${byte}, (get_byte(hash, ${byte}) + 1) % 256) where seq = ${index + 1}`,
  })),
  fastCheck.nat(rows - 1).map((index) => ({
    at: index + 1,
    sql: `delete from activity_log where seq = ${index + 1}`,
  })),
  fastCheck.nat(rows - 2).map((index) => ({
    at: index + 1,
    sql: `delete from activity_log where seq > ${index}`,
  })),
  // Positions moved up to close the gap.
  fastCheck.nat(rows - 2).map((index) => ({
    at: index + 1,
    sql: `delete from activity_log where seq = ${index + 1}; update activity_log set seq = -seq where seq > ${index + 1}; update activity_log set seq = -seq - 1 where seq < 0`,
  })),
  // One put in, the others moved down.
  fastCheck.nat(rows - 1).map((index) => ({
    at: index + 1,
    sql: `update activity_log set seq = -seq where seq > ${index}; update activity_log set seq = 1 - seq where seq < 0;
      insert into activity_log (tenant, seq, hash, entry) values ('acme', ${index + 1}, sha256('x'), '{"v":1}')`,
  })),
  fastCheck
    .tuple(fastCheck.nat(rows - 1), fastCheck.nat(rows - 1))
    .filter(([left, right]) => left !== right)
    .map(([left, right]) => ({
      at: Math.min(left, right) + 1,
      sql: `update activity_log set seq = case seq when ${left + 1} then ${-right - 1} else ${-left - 1} end where seq in (${left + 1}, ${right + 1}); update activity_log set seq = -seq where seq < 0`,
    })),
  fastCheck.nat(31).map((byte) => ({
    at: rows,
    sql: `update log_heads set hash = set_byte(hash, ${byte}, (get_byte(hash, ${byte}) + 1) % 256)`,
  })),
)

test('1,000 random manipulations of the table itself are all found, each at its position', async () => {
  // As its owner, with the triggers off; each is undone by rolling back.
  await admin.query('alter table activity_log disable trigger all')
  expect(await verifyLog(owner, tenant)).toEqual({ intact: true, seq: rows })
  let runs = 0
  await fastCheck.assert(
    fastCheck.asyncProperty(manipulations, async ({ at, sql }) => {
      runs += 1
      await admin.query('begin')
      try {
        await admin.query(sql)
        expect(await verifyLog(owner, tenant)).toMatchObject({ intact: false, brokenAt: at })
      } finally {
        await admin.query('rollback')
      }
    }),
    { numRuns: 1_000 },
  )
  expect(runs).toBeGreaterThanOrEqual(1_000)
}, 120_000)

test('a chain that its owner makes anew, heads and all, passes in the database, and not against a checkpoint', async () => {
  const before = await gate.read(tenant, (tx) => readLogHead(tenant, tx))
  if (!before) throw new Error('nothing was logged')
  await admin.query('begin')
  try {
    const { rows: found } = await admin.query<{ seq: string; entry: string }>(
      'select seq, entry from activity_log order by seq',
    )
    let hash: Uint8Array = new Uint8Array(32)
    const forged: string[] = []
    for (const { seq, entry: text } of found) {
      const changed = seq === '20' ? text.replace('"v":1', '"v":2') : text
      hash = logEntryHash(hash, Number(seq), changed)
      const hex = Buffer.from(hash).toString('hex')
      await admin.query('update activity_log set entry = $1, hash = $2 where seq = $3', [
        changed,
        Buffer.from(hash),
        seq,
      ])
      forged.push(`{"seq":${seq},"hash":"${hex}","entry":${changed}}`)
    }
    await admin.query('update log_heads set hash = $1', [Buffer.from(hash)])
    expect(await verifyLog(owner, tenant)).toEqual({ intact: true, seq: rows })
    const known = { tenant, ...before, at: new Date().toISOString(), keyId: 'kept elsewhere' }
    const check = createExportCheck(await createVerifier({ keys: [] }), [known])
    const verdicts = forged.map((line) => check.line(Buffer.from(line)))
    expect(verdicts.find((verdict) => verdict !== null)).toMatchObject({ intact: false, brokenUntil: rows })
  } finally {
    await admin.query('rollback')
    await admin.query('alter table activity_log enable trigger all')
  }
})

/** Reads inside of whatever transaction this connection is in. */
function reading(client: pg.Client): Pick<Database, 'read'> {
  const { tx } = statementsOn(client as pg.PoolClient, createStatementNames())
  return { read: (_tenant, work) => work(tx) }
}
