import { type Selectable, sql } from 'kysely'
import type { Clock } from '#contract/clock.ts'
import type { ConnectionId, PersonId, TenantId } from '#contract/ids.ts'
import type { Database, Tx } from './database.ts'
import { appendLog } from './log.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

/** A connection without its tokens: all that api and the gate's decisions need. */
export interface ConnectionView {
  id: ConnectionId
  person: PersonId
  platform: string
  kind: string
  accountId: string
  scopes: string[]
  state: string
  fingerprint: string
}

const viewColumns = [
  'id',
  'person',
  'platform',
  'kind',
  'account_id',
  'scopes',
  'state',
  'fingerprint',
] as const

/** A connection with its sealed tokens, as it stood when it was read; for the gate alone. */
export interface ConnectionRow extends ConnectionView {
  kind: 'own' | 'admin' | 'investigate'
  state: 'active' | 'ending' | 'expired' | 'revoked'
  sealedTokens: Uint8Array
  version: number
  expiresAt: number
}

interface ViewRow {
  id: string
  person: string
  platform: string
  kind: string
  account_id: string
  scopes: string[]
  state: string
  fingerprint: string
}

const toView = (row: ViewRow): ConnectionView => ({
  id: row.id as ConnectionId,
  person: row.person as PersonId,
  platform: row.platform,
  kind: row.kind,
  accountId: row.account_id,
  scopes: row.scopes,
  state: row.state,
  fingerprint: row.fingerprint,
})

const toRow = (row: Selectable<Schema['connections']>): ConnectionRow => ({
  ...toView(row),
  kind: row.kind as ConnectionRow['kind'],
  state: row.state as ConnectionRow['state'],
  sealedTokens: row.sealed_tokens as Uint8Array,
  version: row.version,
  expiresAt: row.expires_at.getTime(),
})

export async function listConnections(
  tenant: TenantId,
  tx: Tx,
  filter: {
    person?: string
    platform?: string
    kind?: string
    id?: string
    ids?: readonly string[]
    activeOnly?: boolean
  } = {},
): Promise<ConnectionView[]> {
  let query = tx.selectFrom('connections').select(viewColumns).where('tenant', '=', tenant)
  if (filter.person !== undefined) query = query.where('person', '=', filter.person)
  if (filter.platform !== undefined) query = query.where('platform', '=', filter.platform)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.id !== undefined) query = query.where('id', '=', filter.id)
  if (filter.ids !== undefined) query = query.where(sql<boolean>`id = any(${[...filter.ids]})`)
  if (filter.activeOnly ?? true) query = query.where('state', '=', 'active')
  const rows = await query.orderBy('created_at').orderBy('id').execute()
  return rows.map(toView)
}

/**
 * The active connections that one gate pass may need: those that investigate, a person's own, one that is named, and those
 * that standing approvals of this action run on.
 */
export async function listUsable(
  tenant: TenantId,
  tx: Tx,
  filter: { person: string | null; connection: string | null; action?: string },
): Promise<ConnectionRow[]> {
  const person = filter.person ?? ''
  const connection = filter.connection ?? ''
  const action = filter.action ?? ''
  return (await selectUsable(tx, { tenant, person, connection, action })).map(toRow)
}

const selectConnection = prepared<{ tenant: string; id: string }, Selectable<Schema['connections']>>(
  (database, value) =>
    database
      .selectFrom('connections')
      .selectAll()
      .where('tenant', '=', value('tenant'))
      .where('id', '=', value('id')),
)

/** Whether it is this person's, and can be borrowed, as it is now; `version` counts its refreshes. */
export async function findConnectionState(
  tenant: TenantId,
  tx: Tx,
  { connection, person }: { connection: string; person: string },
): Promise<{ state: string; version: number } | undefined> {
  return (await selectConnectionState(tx, { tenant, connection, person }))[0]
}

const selectConnectionState = prepared<
  { tenant: string; connection: string; person: string },
  { state: string; version: number }
>((database, value) =>
  database
    .selectFrom('connections')
    .select(['state', 'version'])
    .where('tenant', '=', value('tenant'))
    .where('id', '=', value('connection'))
    .where('person', '=', value('person')),
)

const selectUsable = prepared<
  { tenant: string; person: string; connection: string; action: string },
  Selectable<Schema['connections']>
>((database, value) =>
  database
    .selectFrom('connections')
    .selectAll()
    .where('tenant', '=', value('tenant'))
    .where('state', '=', 'active')
    // Nobody's delegation outlives their own right to be here.
    .where(
      'person',
      'in',
      database
        .selectFrom('people as p')
        .select('p.id')
        .where('p.tenant', '=', value('tenant'))
        .where('p.state', '=', 'active'),
    )
    .where((where) =>
      where.or([
        where('kind', '=', 'investigate'),
        where('person', '=', value('person')),
        where('id', '=', value('connection')),
        where(
          'id',
          'in',
          database
            .selectFrom('standing_approvals as s')
            .select(sql<string>`s.terms #>> '{actAs,connection}'`.as('connection'))
            .where('s.tenant', '=', value('tenant'))
            .where('s.action', '=', value('action'))
            .where('s.state', '=', 'active'),
        ),
      ]),
    )
    .orderBy('created_at')
    .orderBy('id'),
)

/** Takes it out of use at once, for the gate to revoke; false where it was not in use. */
export async function endConnection(_tenant: TenantId, tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql<{ ended: boolean }>`select end_connection(${id}) as ended`.execute(tx)
  return rows[0]?.ended ?? false
}

/** Those out of use whose tokens are still to be revoked and destroyed. */
export async function listEnding(tenant: TenantId, tx: Tx): Promise<ConnectionView[]> {
  const rows = await tx
    .selectFrom('connections')
    .select(viewColumns)
    .where('tenant', '=', tenant)
    .where('state', '=', 'ending')
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toView)
}

/** Those in force or on their way out, and the last one of its kind where its platform ended it: its person has to connect again. */
export const standsOrLapsed = sql<boolean>`(state in ('active', 'ending') or (state = 'expired' and not exists (
  select 1 from connections newer where newer.tenant = connections.tenant and newer.person = connections.person
    and newer.platform = connections.platform and newer.kind = connections.kind and newer.created_at > connections.created_at)))`

/** The newest of these, whatever became of it, with what its platform demands of whoever connects again. */
export async function findLatest(
  tenant: TenantId,
  tx: Tx,
  wanted: { person?: string; platform: string; kind: string },
): Promise<(ConnectionView & { claims: string | null }) | undefined> {
  let query = tx
    .selectFrom('connections')
    .select([...viewColumns, 'claims'])
    .where('tenant', '=', tenant)
    .where('platform', '=', wanted.platform)
    .where('kind', '=', wanted.kind)
  if (wanted.person !== undefined) query = query.where('person', '=', wanted.person)
  const row = await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row && { ...toView(row), claims: row.claims }
}

const investigated = prepared<{ tenant: TenantId }, { platform: string }>((database, value) =>
  database
    .selectFrom('connections')
    .select('platform')
    .distinct()
    .where('tenant', '=', value('tenant'))
    .where('kind', '=', 'investigate')
    .where('state', '=', 'active')
    .orderBy('platform'),
)

/** Platforms that somebody has connected for investigating, by name; think may see no more of connections than this. */
export const listInvestigated = async (tenant: TenantId, tx: Tx): Promise<string[]> =>
  (await investigated(tx, { tenant })).map((row) => row.platform)

/** One account a person and organization, one person an account; false where either is taken otherwise. */
export async function linkAccount(
  tenant: TenantId,
  tx: Tx,
  link: { person: string; platform: string; org: string; accountId: string },
): Promise<boolean> {
  await tx
    .insertInto('accounts')
    .values({
      tenant,
      person: link.person,
      platform: link.platform,
      org: link.org,
      account_id: link.accountId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const standing = await tx
    .selectFrom('accounts')
    .select('person')
    .where('tenant', '=', tenant)
    .where('platform', '=', link.platform)
    .where('org', '=', link.org)
    .where('account_id', '=', link.accountId)
    .executeTakeFirst()
  return standing?.person === link.person
}

/**
 * Connections with their sealed tokens, for the gate; fits `delegation/`'s ConnectionStore.
 * `locks` is a pool of its own: who waits for a refresh must not take the connections that the refresh needs.
 */
export function createConnectionStore(database: Database, locks: Database, clock: Clock) {
  const inTenant = database.transaction
  return {
    load: (tenant: TenantId, id: ConnectionId) =>
      database.read(tenant, async (tx) => {
        const [row] = await selectConnection(tx, { tenant, id })
        return row ? toRow(row) : null
      }),

    insert: (
      tenant: TenantId,
      connection: Omit<ConnectionView, 'state'> & { sealedTokens: Uint8Array; expiresAt: number },
    ) =>
      inTenant(tenant, async (tx) => {
        const replaced = await tx
          .updateTable('connections')
          .set({ state: 'ending' })
          .where('tenant', '=', tenant)
          .where('person', '=', connection.person)
          .where('platform', '=', connection.platform)
          .where('kind', '=', connection.kind)
          .where('state', '=', 'active')
          .returning('id')
          .execute()
        await tx
          .insertInto('connections')
          .values({
            tenant,
            id: connection.id,
            person: connection.person,
            platform: connection.platform,
            kind: connection.kind,
            account_id: connection.accountId,
            scopes: connection.scopes,
            state: 'active',
            fingerprint: connection.fingerprint,
            sealed_tokens: Buffer.from(connection.sealedTokens),
            version: 1,
            expires_at: new Date(connection.expiresAt),
          })
          .execute()
        return replaced.map((row) => row.id as ConnectionId)
      }),

    isReplaced: (tenant: TenantId, { id, person, platform, kind }: ConnectionView) =>
      database.read(tenant, async (tx) => {
        const newer = await tx
          .selectFrom('connections')
          .select('id')
          .where('tenant', '=', tenant)
          .where('person', '=', person)
          .where('platform', '=', platform)
          .where('kind', '=', kind)
          .where('state', '=', 'active')
          .where('id', '<>', id)
          .executeTakeFirst()
        return newer !== undefined
      }),

    saveTokens: (
      tenant: TenantId,
      id: ConnectionId,
      version: number,
      sealedTokens: Uint8Array,
      expiresAt: number,
    ) =>
      inTenant(tenant, async (tx) => {
        const saved = await tx
          .updateTable('connections')
          .set({
            sealed_tokens: Buffer.from(sealedTokens),
            expires_at: new Date(expiresAt),
            version: version + 1,
          })
          .where('tenant', '=', tenant)
          .where('id', '=', id)
          .where('version', '=', version)
          .where('state', '=', 'active')
          .returning('id')
          .executeTakeFirst()
        return saved !== undefined
      }),

    expire: (
      tenant: TenantId,
      id: ConnectionId,
      { why, claims, version }: { why: string; claims: string | null; version?: number },
    ) =>
      inTenant(tenant, async (tx) => {
        let query = tx
          .updateTable('connections')
          .set({ state: 'expired', sealed_tokens: Buffer.alloc(0), claims })
          .where('tenant', '=', tenant)
          .where('id', '=', id)
          .where('state', '=', 'active')
        if (version !== undefined) query = query.where('version', '=', version)
        const row = await query.returning(['person', 'platform', 'kind']).executeTakeFirst()
        if (row === undefined) return false
        await appendLog(tenant, tx, {
          v: 1,
          kind: 'connection.ended',
          at: new Date(clock()).toISOString(),
          by: { role: 'gate' },
          code: 'expired',
          detail: { connection: id, ...row, why },
        })
        return true
      }),

    destroy: (tenant: TenantId, id: ConnectionId) =>
      inTenant(tenant, async (tx) => {
        const row = await tx
          .updateTable('connections')
          .set({ state: 'revoked', sealed_tokens: Buffer.alloc(0), claims: null })
          .where('tenant', '=', tenant)
          .where('id', '=', id)
          .where('state', 'in', ['active', 'ending'])
          .returning('id')
          .executeTakeFirst()
        return row !== undefined
      }),

    withRefreshLock: <Value>(
      tenant: TenantId,
      id: ConnectionId,
      work: () => Promise<Value>,
    ): Promise<Value> =>
      locks.transaction(tenant, async (tx) => {
        await oneAtATime(tenant, tx, `refresh/${id}`)
        return work()
      }),
  }
}
