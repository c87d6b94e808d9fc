import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { isDexError } from '#contract/error.ts'
import { TenantId } from '#contract/ids.ts'
import { newPersonId } from '#contract/new-id.ts'
import { createDelegation } from '#delegation/index.ts'
import { createConnectionStore } from '#store/connections.ts'
import { createDatabase, type Database } from '#store/database.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import { redirectUri, sandboxOkta, type SandboxOkta } from '#test/connectors/support/sandbox-okta.ts'
import { type FreshDatabase, freshDatabase } from '../support/database.ts'
import { adminScopes } from './support/delegations.ts'
import { testSealer } from './support/sealer.ts'

/**
 * Workers over one real Postgres and a platform that rotates refresh tokens: one dies between the platform's answer and our
 * store, so that what stands here is spent already.
 */
const tenant = TenantId.parse('acme')
const key = randomBytes(32)
const leewaySeconds = 4
const hourMs = 3_600_000
const clock = () => Date.now() + time.aheadMs
const time = { aheadMs: 0 }
const databases: Database[] = []
let fresh: FreshDatabase
let admin: pg.Client
let okta: SandboxOkta

beforeAll(async () => {
  okta = await sandboxOkta({ rotateRefreshToken: true, refreshTokenLeewaySeconds: leewaySeconds })
  fresh = await freshDatabase(inject('databaseAdminUrl'))
  admin = new pg.Client({ connectionString: fresh.adminUrl })
  await admin.connect()
  await admin.query('insert into tenants (tenant) values ($1)', [tenant])
})

afterAll(async () => {
  await Promise.all(databases.map((each) => each.close()))
  await admin.end()
  await fresh.drop()
  await okta.close()
})

/** A worker's own pools and its own refreshes under way. */
function worker() {
  const pool = () => {
    const database = createDatabase({ url: fresh.roleUrl('dex_gate'), applicationName: 'test' })
    databases.push(database)
    return database
  }
  return createDelegation({
    store: createConnectionStore(pool(), pool(), Date.now),
    sealer: testSealer(key),
    fetchFor: sandboxFetchFor,
    allowHttp: true,
    clock,
    clientFor: async () => okta.platformClient,
  })
}

async function connected() {
  const { login, id: accountId } = okta.person('Identity Lead')
  const person = newPersonId()
  await admin.query(
    `insert into people (tenant, id, issuer, subject, email_lookup, sealed, roles) values ($1, $2, 'idp', $2, '', '', '{}')`,
    [tenant, person],
  )
  const { id } = await worker().connect(tenant, {
    person,
    platform: 'okta',
    kind: 'admin',
    expectedAccountId: accountId,
    link: async () => true,
    redirectUri,
    ...(await okta.authorize(login, adminScopes)),
  })
  return id
}

const borrowed = { scopes: ['okta.users.manage'], write: true, minValidityMs: 60_000 }
const refreshes = async () =>
  (await okta.wholeJournal()).filter((each) => each.path === '/oauth2/v1/token' && each.status === 200).length
const rowOf = async (id: string) =>
  (
    await admin.query<{ state: string; version: number; sealed: number }>(
      'select state, version, octet_length(sealed_tokens) as sealed from connections where id = $1',
      [id],
    )
  ).rows[0]

async function die(connection: string): Promise<void> {
  const { origin, clientId, clientSecret } = okta.platformClient
  const client = { origin, clientId, clientSecret }
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./support/dying-worker.ts', import.meta.url))],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        DYING_WORKER: JSON.stringify({
          databaseUrl: fresh.roleUrl('dex_gate'),
          tenant,
          connection,
          key: key.toString('hex'),
          aheadMs: time.aheadMs,
          client,
        }),
      },
    },
  )
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
}

/** Each of so many workers borrows so many times, all at once. */
const atOnce = async (id: Awaited<ReturnType<typeof connected>>, workers: number, times: number) =>
  Promise.all(
    Array.from({ length: workers }, worker).flatMap((each) =>
      Array.from({ length: times }, () => each.borrow(tenant, id, borrowed)),
    ),
  )

it('twenty-one at once over three workers: one refresh, one token', async () => {
  const id = await connected()
  time.aheadMs += hourMs
  const before = await refreshes()
  const lent = await atOnce(id, 3, 7)
  expect(await refreshes()).toBe(before + 1)
  expect(new Set(lent.map((each) => each.accessToken)).size).toBe(1)
  expect(await rowOf(id)).toMatchObject({ state: 'active', version: 2 })
})

it('a worker that dies with the answer holds nobody up: the next one asks again within the platform’s leeway', async () => {
  const id = await connected()
  time.aheadMs += hourMs
  const before = await refreshes()
  await die(id)
  expect(await refreshes()).toBe(before + 1)
  expect(await rowOf(id)).toMatchObject({ state: 'active', version: 1 })
  const lent = await atOnce(id, 2, 3)
  expect(await refreshes()).toBe(before + 2)
  expect(new Set(lent.map((each) => each.accessToken)).size).toBe(1)
  expect(await rowOf(id)).toMatchObject({ state: 'active', version: 2 })
  // What was stored is a token of its own, which works the next time too.
  time.aheadMs += hourMs
  expect((await worker().borrow(tenant, id, borrowed)).accessToken).toBeTruthy()
}, 20_000)

it('after the leeway the refresh token is lost: expired for its person to connect again, nothing kept, nothing tried twice', async () => {
  const id = await connected()
  time.aheadMs += hourMs
  await die(id)
  await new Promise((resolve) => setTimeout(resolve, (leewaySeconds + 1) * 1_000))
  const error = await worker()
    .borrow(tenant, id, borrowed)
    .catch((thrown: unknown) => thrown)
  expect(isDexError(error, 'connection_expired')).toBe(true)
  expect(await rowOf(id)).toMatchObject({ state: 'expired', sealed: 0 })
  const { rows } = await admin.query<{ entry: string }>('select entry from activity_log')
  expect(rows.map((each) => JSON.parse(each.entry) as object)).toMatchObject([
    {
      kind: 'connection.ended',
      by: { role: 'gate' },
      code: 'expired',
      detail: { connection: id, platform: 'okta', kind: 'admin', why: 'refresh_refused' },
    },
  ])
  const spent = (await okta.journal()).entries.length
  await expect(worker().borrow(tenant, id, borrowed)).rejects.toThrow()
  expect((await okta.journal()).entries).toHaveLength(spent)
}, 20_000)
