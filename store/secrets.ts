import type { Selectable } from 'kysely'
import type { PersonId, TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import type { Schema } from './schema.ts'

export type SecretRow = Selectable<Schema['secrets']>
/** What may be shown of a secret that waits: everything but itself. */
export type WaitingSecret = Omit<SecretRow, 'tenant' | 'sealed' | 'person' | 'ended_at' | 'ended_as'>

export async function insertSecret(
  tenant: TenantId,
  tx: Tx,
  row: Omit<SecretRow, 'tenant' | 'ended_at' | 'ended_as'>,
): Promise<void> {
  await tx
    .insertInto('secrets')
    .values({ ...row, tenant })
    .execute()
}

const waiting = ['id', 'request', 'step', 'created_at', 'expires_at'] as const

/** One person's, the first to go stale first. */
export async function listSecretsFor(
  tenant: TenantId,
  tx: Tx,
  person: PersonId,
  now: Date,
): Promise<WaitingSecret[]> {
  return tx
    .selectFrom('secrets')
    .select(waiting)
    .where('tenant', '=', tenant)
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('expires_at')
    .execute()
}

/** The one that a step of a request left, whatever became of it since; undefined: none was kept. */
export async function findSecretOf(
  tenant: TenantId,
  tx: Tx,
  request: string,
  step: number,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('secrets')
    .select('id')
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('step', '=', step)
    .orderBy('created_at', 'desc')
    .executeTakeFirst()
  return row?.id
}

/** This person's, and still waiting; changes nothing. */
export async function findSecretFor(
  tenant: TenantId,
  tx: Tx,
  person: PersonId,
  id: string,
  now: Date,
): Promise<SecretRow | undefined> {
  return tx
    .selectFrom('secrets')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('person', '=', person)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Ends it; false when it had ended. INVARIANT: of several at once, one alone gets true. */
export async function endSecret(
  tenant: TenantId,
  tx: Tx,
  id: string,
  as: 'seen' | 'stale',
  now: Date,
): Promise<boolean> {
  const ended = await tx
    .updateTable('secrets')
    .set({ sealed: null, ended_at: now, ended_as: as })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return ended.numUpdatedRows > 0n
}

/** Those that nobody looked at in time. */
export async function listStaleSecrets(tenant: TenantId, tx: Tx, now: Date): Promise<WaitingSecret[]> {
  return tx
    .selectFrom('secrets')
    .select(waiting)
    .where('tenant', '=', tenant)
    .where('ended_at', 'is', null)
    .where('expires_at', '<=', now)
    .execute()
}

/** Of these ids, those that still wait. */
export async function waitingSecrets(
  tenant: TenantId,
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('secrets')
    .select('id')
    .where('tenant', '=', tenant)
    .where('id', 'in', ids)
    .where('ended_at', 'is', null)
    .execute()
  return new Set(rows.map((row) => row.id))
}
