import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { RequestId, TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { prepared, preparedColumns } from './prepared.ts'
import type { Schema } from './schema.ts'

export type RequestRow = Selectable<Schema['requests']>

/** Inserts unless the door saw this key before; answers the row that stands and whether it is new. */
export async function openRequest(
  tenant: TenantId,
  tx: Tx,
  row: Omit<Insertable<Schema['requests']>, 'tenant'>,
): Promise<{ row: RequestRow; opened: boolean }> {
  const [inserted] = await insertRequest(tx, {}, { ...row, tenant })
  if (inserted) return { row: inserted, opened: true }
  const standing = await tx
    .selectFrom('requests')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('source', '=', row.source)
    .where('door_key', '=', row.door_key)
    .executeTakeFirstOrThrow()
  return { row: standing, opened: false }
}

const insertRequest = preparedColumns<object, Insertable<Schema['requests']>, RequestRow>(
  (database, columns) =>
    database
      .insertInto('requests')
      .values(columns)
      .onConflict((conflict) => conflict.columns(['tenant', 'source', 'door_key']).doNothing())
      .returningAll(),
)

export async function findByDoorKey(
  tenant: TenantId,
  tx: Tx,
  source: string,
  doorKey: string,
): Promise<RequestRow | undefined> {
  return tx
    .selectFrom('requests')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('source', '=', source)
    .where('door_key', '=', doorKey)
    .executeTakeFirst()
}

export async function findRequest(tenant: TenantId, tx: Tx, id: RequestId): Promise<RequestRow | undefined> {
  return (await selectRequest(tx, { tenant, id }))[0]
}

const selectRequest = prepared<{ tenant: string; id: string }, RequestRow>((database, value) =>
  database
    .selectFrom('requests')
    .selectAll()
    .where('tenant', '=', value('tenant'))
    .where('id', '=', value('id')),
)

/** Those of these ids that there are. */
export async function findRequests(tenant: TenantId, tx: Tx, ids: readonly string[]): Promise<RequestRow[]> {
  if (ids.length === 0) return []
  return tx
    .selectFrom('requests')
    .selectAll()
    .where('tenant', '=', tenant)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
}

/** The same, with its tenant's state: null when there is no such tenant. */
export async function findRequestAndTenant(
  tenant: TenantId,
  tx: Tx,
  id: RequestId,
): Promise<RequestAndTenant | undefined> {
  return (await selectRequestAndTenant(tx, { tenant, id }))[0]
}

type RequestAndTenant = RequestRow & { tenant_state: string | null }

const selectRequestAndTenant = prepared<{ tenant: string; id: string }, RequestAndTenant>((database, value) =>
  database
    .selectFrom('requests as r')
    .leftJoin('tenants as t', 't.tenant', 'r.tenant')
    .selectAll('r')
    .select('t.state as tenant_state')
    .where('r.tenant', '=', value('tenant'))
    .where('r.id', '=', value('id')),
)

export interface RequestFilter {
  status?: string
  channel?: string
  risk?: string
  open?: boolean
  /** Only what this person asked or had a hand in, or what was asked in their name. */
  of?: { person: string; lookup: string }
  /** Part of an id or of an action's name, lower case; or the keyed digest of who asked. */
  search?: { text: string } | { lookup: string }
  /** Rows opened before this one, for paging. */
  before?: { openedAt: Date; id: string }
  limit: number
}

export async function listRequests(tenant: TenantId, tx: Tx, filter: RequestFilter): Promise<RequestRow[]> {
  let query = tx.selectFrom('requests').selectAll().where('tenant', '=', tenant)
  const { status, channel, risk, open, of, search, before } = filter
  if (status !== undefined) query = query.where('status', '=', status)
  if (channel !== undefined) query = query.where('channel', '=', channel)
  if (risk !== undefined) query = query.where('risk', '=', risk)
  if (open !== undefined) query = query.where('closed_at', open ? 'is' : 'is not', null)
  if (of !== undefined) {
    query = query.where((where) =>
      where.or([
        where('requester_person', '=', of.person),
        where('requester_lookup', '=', of.lookup),
        where('authors', '@>', where.val([of.person])),
      ]),
    )
  }
  if (search !== undefined) {
    query =
      'lookup' in search
        ? query.where('requester_lookup', '=', search.lookup)
        : query.where(mentions(search.text))
  }
  if (before) {
    query = query.where((where) =>
      where.or([
        where('opened_at', '<', before.openedAt),
        where.and([where('opened_at', '=', before.openedAt), where('id', '<', before.id)]),
      ]),
    )
  }
  return query.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(filter.limit).execute()
}

/** Anywhere in what a row says in plain: its ids and its actions. */
const mentions = (text: string) =>
  sql<boolean>`position(${text} in lower(id || ' ' || workflow_id || ' ' || array_to_string(actions, ' '))) > 0`

/** Alone with it until the transaction ends: whether it is closed, and its tenant's state. */
export async function lockRequestAndTenant(
  tenant: TenantId,
  tx: Tx,
  id: RequestId,
): Promise<{ closed_at: Date | null; state: string } | undefined> {
  return (await selectForCommit(tx, { tenant, id }))[0]
}

const selectForCommit = prepared<{ tenant: string; id: string }, { closed_at: Date | null; state: string }>(
  (database, value) =>
    database
      .selectFrom('requests as r')
      .innerJoin('tenants as t', 't.tenant', 'r.tenant')
      .select(['r.closed_at', 't.state'])
      .where('r.tenant', '=', value('tenant'))
      .where('r.id', '=', value('id'))
      .forNoKeyUpdate('r'),
)

export async function updateRequest(
  tenant: TenantId,
  tx: Tx,
  id: RequestId,
  change: Updateable<Schema['requests']>,
): Promise<void> {
  await changeRequest(tx, { tenant, id }, { ...change, updated_at: change.updated_at ?? new Date() })
}

const changeRequest = preparedColumns<{ tenant: string; id: string }, Updateable<Schema['requests']>>(
  (database, columns, value) =>
    database
      .updateTable('requests')
      .set(columns)
      .where('tenant', '=', value('tenant'))
      .where('id', '=', value('id')),
)

/** One more turn of the model, and what it took; `costMicros` in millionths of a dollar. */
export async function countTurn(
  tenant: TenantId,
  tx: Tx,
  id: RequestId,
  spent: { turn: number; tokens: number; costMicros: number; at: Date },
): Promise<void> {
  await addTurn(tx, { tenant, id, ...spent, costMicros: String(spent.costMicros) })
}

const addTurn = prepared<
  { tenant: string; id: string; turn: number; tokens: number; costMicros: string; at: Date },
  unknown
>((database, value) =>
  database
    .updateTable('requests')
    .set((set) => ({
      turns: set.fn<number>('greatest', ['turns', set.val(value('turn'))]),
      tokens: set('tokens', '+', value('tokens')),
      cost_micros: set('cost_micros', '+', value('costMicros')),
      updated_at: value('at'),
    }))
    .where('tenant', '=', value('tenant'))
    .where('id', '=', value('id')),
)

/** From claimed to known, once: false when it was so already. */
export async function confirmRequester(
  _tenant: TenantId,
  tx: Tx,
  id: string,
  person: string,
  at: Date,
): Promise<boolean> {
  const { rows } = await sql<{ confirmed: boolean }>`
    select confirm_requester(${id}, ${person}, ${at}) as confirmed`.execute(tx)
  return rows[0]?.confirmed ?? false
}

/** Requests whose content still stands and that were opened before this moment, for the reconciler. */
export async function listUnfinished(tenant: TenantId, tx: Tx, before: Date): Promise<RequestRow[]> {
  return tx
    .selectFrom('requests')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('destroyed_at', 'is', null)
    .where('opened_at', '<', before)
    .orderBy('opened_at')
    .limit(1_000)
    .execute()
}

/** Those that are open since before this moment. */
export async function listOpenedBefore(tenant: TenantId, tx: Tx, before: Date): Promise<RequestRow[]> {
  return tx
    .selectFrom('requests')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('closed_at', 'is', null)
    .where('opened_at', '<', before)
    .orderBy('opened_at')
    .limit(1_000)
    .execute()
}

/** Of requests that have a key, whether they are closed and since when; an id without a row is left out. */
export async function statesOfKeys(
  tenant: TenantId,
  tx: Tx,
  ids: readonly RequestId[],
): Promise<ReadonlyMap<string, { closedAt: Date | null }>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('requests')
    .select(['id', 'closed_at'])
    .where('tenant', '=', tenant)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return new Map(rows.map((row) => [row.id, { closedAt: row.closed_at }]))
}

/** Those of these workflow ids that a door opened a request for. */
export async function knownWorkflows(
  tenant: TenantId,
  tx: Tx,
  workflowIds: readonly string[],
): Promise<Set<string>> {
  if (workflowIds.length === 0) return new Set()
  const rows = await tx
    .selectFrom('requests')
    .select('workflow_id')
    .where('tenant', '=', tenant)
    .where('workflow_id', 'in', workflowIds)
    .execute()
  return new Set(rows.map((row) => row.workflow_id))
}
