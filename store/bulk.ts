import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import { DexError } from '#contract/error.ts'
import type { Tx } from './database.ts'
import type { BulkSettings, Schema, TenantSettings } from './schema.ts'

export type ListRow = Selectable<Schema['bulk_lists']>
export type LineRow = Selectable<Schema['bulk_lines']>

/** Where a tenant's settings say nothing. */
const usual: BulkSettings = {
  linesMax: 500,
  canary: 3,
  width: 4,
  failurePercent: 20,
  samplesAbove: 20,
  samples: 3,
}

export const bulkSettingsOf = (settings: Pick<TenantSettings, 'bulk'>): BulkSettings => ({
  ...usual,
  ...settings.bulk,
})

const listAt = (tenant: TenantId, tx: Tx, request: string, step: number) =>
  tx
    .selectFrom('bulk_lists')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('step', '=', step)

export async function findList(
  tenant: TenantId,
  tx: Tx,
  request: string,
  step: number,
): Promise<ListRow | undefined> {
  return listAt(tenant, tx, request, step).executeTakeFirst()
}

/** As it stands once nobody else changes it; held until the transaction ends. */
export async function lockList(
  tenant: TenantId,
  tx: Tx,
  request: string,
  step: number,
): Promise<ListRow | undefined> {
  return listAt(tenant, tx, request, step).forNoKeyUpdate().executeTakeFirst()
}

/** The one that a call of a model turn became, after lines were taken out the last of them. */
export async function findListOfCall(
  tenant: TenantId,
  tx: Tx,
  request: string,
  call: { turn: number; index: number },
): Promise<ListRow | undefined> {
  return tx
    .selectFrom('bulk_lists')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('turn', '=', call.turn)
    .where('call_index', '=', call.index)
    .where('state', '<>', 'void')
    .orderBy('step', 'desc')
    .executeTakeFirst()
}

/** Of all these requests, each request's in the order of their steps. */
export async function listListsOf(tenant: TenantId, tx: Tx, requests: readonly string[]): Promise<ListRow[]> {
  if (requests.length === 0) return []
  return tx
    .selectFrom('bulk_lists')
    .selectAll()
    .where('tenant', '=', tenant)
    .where(sql<boolean>`request = any(${[...requests]})`)
    .orderBy('request')
    .orderBy('step')
    .execute()
}

export async function insertList(
  tenant: TenantId,
  tx: Tx,
  row: Omit<Insertable<Schema['bulk_lists']>, 'tenant'>,
  lines: readonly Omit<Insertable<Schema['bulk_lines']>, 'tenant' | 'request' | 'list'>[],
): Promise<void> {
  await tx
    .insertInto('bulk_lists')
    .values({ ...row, tenant })
    .execute()
  const { request, step } = row
  // In parts: a statement has at most 65,535 parameters.
  for (let from = 0; from < lines.length; from += 1_000) {
    const part = lines.slice(from, from + 1_000).map((line) => ({ ...line, tenant, request, list: step }))
    await tx.insertInto('bulk_lines').values(part).execute()
  }
}

export async function updateList(
  tenant: TenantId,
  tx: Tx,
  request: string,
  step: number,
  change: Updateable<Schema['bulk_lists']>,
): Promise<void> {
  await tx
    .updateTable('bulk_lists')
    .set(change)
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('step', '=', step)
    .execute()
}

/** In the order that they were given. */
export async function listLines(tenant: TenantId, tx: Tx, request: string, list: number): Promise<LineRow[]> {
  return tx
    .selectFrom('bulk_lines')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('list', '=', list)
    .orderBy('line')
    .execute()
}

export async function findLine(
  tenant: TenantId,
  tx: Tx,
  request: string,
  at: { list: number; position: number },
): Promise<LineRow | undefined> {
  return tx
    .selectFrom('bulk_lines')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('list', '=', at.list)
    .where('position', '=', at.position)
    .executeTakeFirst()
}

export async function updateLine(
  tenant: TenantId,
  tx: Tx,
  request: string,
  at: { list: number; position: number },
  change: Updateable<Schema['bulk_lines']>,
): Promise<void> {
  await tx
    .updateTable('bulk_lines')
    .set(change)
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('list', '=', at.list)
    .where('position', '=', at.position)
    .execute()
}

/** The same of the line that this step was issued for, if it is one. */
export async function updateLineOfStep(
  tenant: TenantId,
  tx: Tx,
  request: string,
  step: number,
  change: Updateable<Schema['bulk_lines']>,
): Promise<void> {
  await tx
    .updateTable('bulk_lines')
    .set(change)
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('step', '=', step)
    .execute()
}

/** How many lines stand in each state. */
export async function countLines(
  tenant: TenantId,
  tx: Tx,
  request: string,
  list: number,
): Promise<Record<string, number>> {
  return (await countLinesOf(tenant, tx, [request]))(request, list)
}

/** The same of every list of these requests. */
export async function countLinesOf(
  tenant: TenantId,
  tx: Tx,
  requests: readonly string[],
): Promise<(request: string, list: number) => Record<string, number>> {
  const rows =
    requests.length === 0
      ? []
      : await tx
          .selectFrom('bulk_lines')
          .select(['request', 'list', 'state', sql<number>`count(*)::int`.as('count')])
          .where('tenant', '=', tenant)
          .where(sql<boolean>`request = any(${[...requests]})`)
          .groupBy(['request', 'list', 'state'])
          .execute()
  return (request, list) =>
    Object.fromEntries(
      rows.filter((row) => row.request === request && row.list === list).map((row) => [row.state, row.count]),
    )
}

/** What stands on these lists, in the order that it was given, without what was set aside. */
export async function listTargets(
  tenant: TenantId,
  tx: Tx,
  lists: readonly { request: string; step: number }[],
): Promise<{ request: string; list: number; line: number; target: string | null }[]> {
  if (lists.length === 0) return []
  const { rows } = await sql<{ request: string; list: number; line: number; target: string | null }>`
    select l.request, l.list, l.line, l.target_id as target
    from unnest(${lists.map((each) => each.request)}::text[], ${lists.map((each) => each.step)}::int[]) k (request, step)
    join bulk_lines l on l.tenant = ${tenant} and l.request = k.request and l.list = k.step
    where l.position is not null order by l.request, l.list, l.line`.execute(tx)
  return rows
}

/** Steps that were issued for lines of lists. */
export async function listLineSteps(tenant: TenantId, tx: Tx, request: string): Promise<number[]> {
  const rows = await tx
    .selectFrom('bulk_lines')
    .select('step')
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('step', 'is not', null)
    .execute()
  return rows.flatMap((row) => (row.step === null ? [] : [row.step]))
}

/** Uses up one leaf of a signed list for one call. Throws `statement_replayed` when it was used for another. */
export async function useLeaf(
  tenant: TenantId,
  tx: Tx,
  leaf: { request: string; list: number; position: number; idempotencyKey: string },
): Promise<void> {
  const { request, list, position, idempotencyKey } = leaf
  const inserted = await tx
    .insertInto('leaf_uses')
    .values({ tenant, request, list, position, idempotency_key: idempotencyKey })
    .onConflict((conflict) => conflict.doNothing())
    .returning('position')
    .executeTakeFirst()
  if (inserted) return
  const standing = await tx
    .selectFrom('leaf_uses')
    .select('idempotency_key')
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('list', '=', list)
    .where('position', '=', position)
    .executeTakeFirst()
  if (standing?.idempotency_key !== idempotencyKey) throw new DexError('statement_replayed')
}
