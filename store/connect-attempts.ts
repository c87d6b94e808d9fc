import type { Insertable, Selectable } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import type { Schema } from './schema.ts'

export type ConnectAttempt = Selectable<Schema['connect_attempts']>

export async function insertAttempt(
  tenant: TenantId,
  tx: Tx,
  row: Omit<Insertable<Schema['connect_attempts']>, 'tenant'>,
): Promise<void> {
  await tx
    .insertInto('connect_attempts')
    .values({ ...row, tenant })
    .execute()
}

/** Takes the attempt of this state once: a second callback with the same state finds nothing. */
export async function takeAttempt(
  tenant: TenantId,
  tx: Tx,
  stateHash: string,
  now: Date,
): Promise<ConnectAttempt | undefined> {
  return tx
    .updateTable('connect_attempts')
    .set({ used_at: now })
    .where('tenant', '=', tenant)
    .where('state_hash', '=', stateHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
}

/** Replaces what is sealed in it; the callback's code joins the verifier. */
export async function resealAttempt(tenant: TenantId, tx: Tx, id: string, sealed: Buffer): Promise<void> {
  await tx
    .updateTable('connect_attempts')
    .set({ sealed })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .execute()
}

export async function findAttempt(tenant: TenantId, tx: Tx, id: string): Promise<ConnectAttempt | undefined> {
  return tx
    .selectFrom('connect_attempts')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
}
