import type { Insertable, Selectable, Updateable } from 'kysely'
import type { RequestId, TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import type { Schema } from './schema.ts'

export type RequestRow = Selectable<Schema['requests']>

/** Inserts unless the door saw this key before; answers the row that stands and whether it is new. */
export async function openRequest(
  tenant: TenantId,
  tx: Tx,
  row: Omit<Insertable<Schema['requests']>, 'tenant'>,
): Promise<{ row: RequestRow; opened: boolean }> {
  const inserted = await tx
    .insertInto('requests')
    .values({ ...row, tenant })
    .onConflict((conflict) => conflict.columns(['tenant', 'source', 'door_key']).doNothing())
    .returningAll()
    .executeTakeFirst()
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

export async function findRequest(tenant: TenantId, tx: Tx, id: RequestId): Promise<RequestRow | undefined> {
  return tx
    .selectFrom('requests')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The same, with its tenant's state: null when there is no such tenant. */
export async function findRequestAndTenant(
  tenant: TenantId,
  tx: Tx,
  id: RequestId,
): Promise<(RequestRow & { tenant_state: string | null }) | undefined> {
  return tx
    .selectFrom('requests as r')
    .leftJoin('tenants as t', 't.tenant', 'r.tenant')
    .selectAll('r')
    .select('t.state as tenant_state')
    .where('r.tenant', '=', tenant)
    .where('r.id', '=', id)
    .executeTakeFirst()
}

export interface RequestFilter {
  status?: string
  /** Rows opened before this one, for paging. */
  before?: { openedAt: Date; id: string }
  limit: number
}

export async function listRequests(tenant: TenantId, tx: Tx, filter: RequestFilter): Promise<RequestRow[]> {
  let query = tx.selectFrom('requests').selectAll().where('tenant', '=', tenant)
  if (filter.status !== undefined) query = query.where('status', '=', filter.status)
  const before = filter.before
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

export async function updateRequest(
  tenant: TenantId,
  tx: Tx,
  id: RequestId,
  change: Updateable<Schema['requests']>,
): Promise<void> {
  await tx
    .updateTable('requests')
    .set({ ...change, updated_at: change.updated_at ?? new Date() })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .execute()
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
