import { sql } from 'kysely'
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

export interface StandingStepUp {
  id: string
  approval: string
  hash: string
  acr: string
  /** Seconds since the epoch. */
  authTime: number
}

/** Fresh sign-ins of this session for these approvals that nobody has used yet, the newest first. */
export async function listStepUps(
  tenant: TenantId,
  tx: Tx,
  { session, approvals }: { session: string; approvals: readonly string[] },
): Promise<StandingStepUp[]> {
  if (approvals.length === 0) return []
  const rows = await tx
    .selectFrom('step_ups')
    .select(['id', 'approval', 'hash', 'acr', 'auth_time'])
    .where('tenant', '=', tenant)
    .where('session', '=', session)
    .where(sql<boolean>`approval = any(${[...approvals]})`)
    .where('used_at', 'is', null)
    .orderBy('auth_time', 'desc')
    .execute()
  return rows.map(({ auth_time: authTime, ...row }) => ({ ...row, authTime: Number(authTime) }))
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
