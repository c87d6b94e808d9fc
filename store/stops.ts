import type { Insertable, Selectable } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

export type StopRow = Selectable<Schema['stops']>

/** Associated data of a sealed reason. */
export const stopReasonPlace = (
  tenant: TenantId,
  id: string,
  field: 'sealed_reason' | 'end_sealed_reason',
) => ({
  tenant,
  table: 'stops',
  row: id,
  field,
})

export async function insertStop(
  tenant: TenantId,
  tx: Tx,
  row: Omit<Insertable<Schema['stops']>, 'tenant'>,
): Promise<void> {
  await tx
    .insertInto('stops')
    .values({ ...row, tenant })
    .execute()
}

/** False where it had ended before. */
export async function endStop(
  tenant: TenantId,
  tx: Tx,
  id: string,
  end: { by: string; sealedReason: Buffer; statement: string; signature: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('stops')
    .set({
      ended_by: end.by,
      end_sealed_reason: end.sealedReason,
      end_statement: end.statement,
      end_signature: end.signature,
      ended_at: end.at,
    })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function findStop(tenant: TenantId, tx: Tx, id: string): Promise<StopRow | undefined> {
  return tx
    .selectFrom('stops')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** In force, of exactly this scope, by this person. */
export async function findSameStop(
  tenant: TenantId,
  tx: Tx,
  { platform, action, by }: { platform: string | null; action: string | null; by: string },
): Promise<StopRow | undefined> {
  return tx
    .selectFrom('stops')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('stopped_by', '=', by)
    .where('platform', platform === null ? 'is' : '=', platform)
    .where('action', action === null ? 'is' : '=', action)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

/** What is in force first, then the latest. */
export async function listStops(tenant: TenantId, tx: Tx, limit: number): Promise<StopRow[]> {
  return tx
    .selectFrom('stops')
    .selectAll()
    .where('tenant', '=', tenant)
    .orderBy('ended_at', (order) => order.desc().nullsFirst())
    .orderBy('stopped_at', 'desc')
    .limit(limit)
    .execute()
}

export type StopEnd = Pick<StopRow, 'id' | 'platform' | 'action' | 'end_statement' | 'end_signature'>

/** Of an action and its platform, those that have ended among them: what ended one is for the gate to verify. */
export async function stopsOf(
  tenant: TenantId,
  tx: Tx,
  change: { name: string; platform: string },
): Promise<StopEnd[]> {
  return selectStops(tx, { tenant, ...change })
}

const selectStops = prepared<{ tenant: string; name: string; platform: string }, StopEnd>((database, value) =>
  database
    .selectFrom('stops')
    .select(['id', 'platform', 'action', 'end_statement', 'end_signature'])
    .where('tenant', '=', value('tenant'))
    .where((where) => where.or([where('platform', 'is', null), where('platform', '=', value('platform'))]))
    .where((where) => where.or([where('action', 'is', null), where('action', '=', value('name'))])),
)
