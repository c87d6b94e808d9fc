import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import type { Schema } from './schema.ts'

export type UndoRow = Selectable<Schema['undo_states']>

/** Associated data of a sealed state. */
export const undoPlace = (tenant: TenantId, id: string) => ({
  tenant,
  table: 'undo_states',
  row: id,
  field: 'sealed',
})

/** In the place of what an earlier attempt at the same step saw. */
export async function putUndoState(tenant: TenantId, tx: Tx, row: Omit<UndoRow, 'tenant'>): Promise<void> {
  await tx
    .insertInto('undo_states')
    .values({ ...row, tenant })
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'request', 'step']).doUpdateSet((set) => ({
        id: set.ref('excluded.id'),
        sealed: set.ref('excluded.sealed'),
        complete: set.ref('excluded.complete'),
        created_at: set.ref('excluded.created_at'),
        expires_at: set.ref('excluded.expires_at'),
      })),
    )
    .execute()
}

export async function completeUndoState(tenant: TenantId, tx: Tx, id: string, sealed: Buffer): Promise<void> {
  await tx
    .updateTable('undo_states')
    .set({ sealed, complete: true })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .execute()
}

export async function findUndoState(
  tenant: TenantId,
  tx: Tx,
  { request, step }: { request: string; step: number },
): Promise<UndoRow | undefined> {
  return tx
    .selectFrom('undo_states')
    .selectAll()
    .where((row) => row.and({ tenant, request, step }))
    .executeTakeFirst()
}

/** Of one request, complete and not over. */
export async function listUndoStates(
  tenant: TenantId,
  tx: Tx,
  { request, now }: { request: string; now: Date },
): Promise<UndoRow[]> {
  return tx
    .selectFrom('undo_states')
    .selectAll()
    .where((row) => row.and({ tenant, request, complete: true }))
    .where('expires_at', '>', now)
    .execute()
}

export async function deleteUndoState(
  tenant: TenantId,
  tx: Tx,
  { request, step }: { request: string; step: number },
): Promise<void> {
  await tx
    .deleteFrom('undo_states')
    .where((row) => row.and({ tenant, request, step }))
    .execute()
}

/** Those whose time is over, and those of changes that nobody saw come to be. */
export async function listOverUndoStates(
  tenant: TenantId,
  tx: Tx,
  at: { now: Date; unseenBefore: Date },
): Promise<Pick<UndoRow, 'id' | 'request' | 'step'>[]> {
  return tx
    .selectFrom('undo_states')
    .select(['id', 'request', 'step'])
    .where('tenant', '=', tenant)
    .where((where) =>
      where.or([
        where('expires_at', '<=', at.now),
        where.and([where('complete', '=', false), where('created_at', '<', at.unseenBefore)]),
      ]),
    )
    .limit(1_000)
    .execute()
}

/** Which of these keys' ids still have something to open. */
export async function keptUndoStates(
  tenant: TenantId,
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('undo_states')
    .select('id')
    .where('tenant', '=', tenant)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
  return new Set(rows.map((row) => row.id))
}

/** Requests that take back steps of this one, oldest first. */
export async function listUndoing(
  tenant: TenantId,
  tx: Tx,
  request: string,
): Promise<{ id: string; step: number; status: string; closedAt: Date | null }[]> {
  const rows = await tx
    .selectFrom('requests')
    .select(['id', 'undoes_step', 'status', 'closed_at'])
    .where('tenant', '=', tenant)
    .where('undoes_request', '=', request)
    .orderBy('opened_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    step: row.undoes_step ?? 0,
    status: row.status,
    closedAt: row.closed_at,
  }))
}
