import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

export interface StepUpKey {
  session: string
  approval: string
  hash: string
}

export async function insertStepUp(
  tenant: TenantId,
  tx: Tx,
  row: StepUpKey & { id: string; person: string; acr: string; authTime: number; at: Date },
): Promise<void> {
  const { id, session, person, approval, hash, acr, authTime, at } = row
  await tx
    .insertInto('step_ups')
    .values({ tenant, id, session, person, approval, hash, acr, auth_time: authTime, made_at: at })
    .execute()
}

/** The fresh sign-in that stands for this, not older than `since`; undefined: none, or used already. */
export async function findStepUp(
  tenant: TenantId,
  tx: Tx,
  { session, approval, hash }: StepUpKey,
  since: Date,
): Promise<{ id: string; acr: string; authTime: number } | undefined> {
  const row = await tx
    .selectFrom('step_ups')
    .select(['id', 'acr', 'auth_time'])
    .where('tenant', '=', tenant)
    .where('session', '=', session)
    .where('approval', '=', approval)
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .where('auth_time', '>=', Math.floor(since.getTime() / 1_000))
    .orderBy('auth_time', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { id: row.id, acr: row.acr, authTime: Number(row.auth_time) }
}

/** False when somebody else has used it meanwhile. */
export async function useStepUp(tenant: TenantId, tx: Tx, id: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('step_ups')
    .set({ used_at: at })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Those of before this moment: a sign-in that old is fresh for nobody. */
export async function deleteOldStepUps(tenant: TenantId, tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('step_ups').where('tenant', '=', tenant).where('made_at', '<', before).execute()
}
