import type { Selectable } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import type { Schema, SessionAuth } from './schema.ts'

export type SessionRow = Selectable<Schema['sessions']>

export async function insertSession(
  tenant: TenantId,
  tx: Tx,
  session: {
    idHash: string
    person: string
    kind: 'browser' | 'cli'
    roles: string[]
    auth: SessionAuth
    expiresAt: Date
  },
): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      tenant,
      id_hash: session.idHash,
      person: session.person,
      kind: session.kind,
      roles: session.roles,
      auth: JSON.stringify(session.auth),
      expires_at: session.expiresAt,
    })
    .execute()
}

/** The live session, if its absolute and idle limits have not passed. */
export async function peekSession(
  tenant: TenantId,
  tx: Tx,
  idHash: string,
  now: Date,
  idleMsMax: number,
): Promise<SessionRow | undefined> {
  return tx
    .selectFrom('sessions')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id_hash', '=', idHash)
    .where('expires_at', '>', now)
    .where('seen_at', '>', new Date(now.getTime() - idleMsMax))
    .executeTakeFirst()
}

/** The same, and it counts as use: touched at most once a minute. */
export async function findSession(
  tenant: TenantId,
  tx: Tx,
  idHash: string,
  now: Date,
  idleMsMax: number,
): Promise<SessionRow | undefined> {
  const row = await peekSession(tenant, tx, idHash, now, idleMsMax)
  if (row && now.getTime() - row.seen_at.getTime() > 60_000) {
    await tx
      .updateTable('sessions')
      .set({ seen_at: now })
      .where('tenant', '=', tenant)
      .where('id_hash', '=', idHash)
      .execute()
  }
  return row
}

/** Those of these that stand, and whose people may still sign in; looking is no use of them. */
export async function listStandingSessions(
  tenant: TenantId,
  tx: Tx,
  idHashes: readonly string[],
  now: Date,
  idleMsMax: number,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('sessions as s')
    .innerJoin('people as p', (join) =>
      join.onRef('p.tenant', '=', 's.tenant').onRef('p.id', '=', 's.person'),
    )
    .select('s.id_hash')
    .where('s.tenant', '=', tenant)
    .where('s.id_hash', 'in', idHashes)
    .where('s.expires_at', '>', now)
    .where('s.seen_at', '>', new Date(now.getTime() - idleMsMax))
    .where('p.state', '=', 'active')
    .execute()
  return rows.map((row) => row.id_hash)
}

export async function deleteSession(tenant: TenantId, tx: Tx, idHash: string): Promise<void> {
  await tx.deleteFrom('sessions').where('tenant', '=', tenant).where('id_hash', '=', idHash).execute()
}

/** Those that stand of one person, the latest used first. */
export async function listSessions(
  tenant: TenantId,
  tx: Tx,
  person: string,
  now: Date,
  idleMsMax: number,
): Promise<SessionRow[]> {
  return tx
    .selectFrom('sessions')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('person', '=', person)
    .where('expires_at', '>', now)
    .where('seen_at', '>', new Date(now.getTime() - idleMsMax))
    .orderBy('seen_at', 'desc')
    .execute()
}

/** Everywhere, terminals too; answers how many there were. */
export async function deleteSessionsOf(tenant: TenantId, tx: Tx, person: string): Promise<number> {
  const gone = await tx
    .deleteFrom('sessions')
    .where('tenant', '=', tenant)
    .where('person', '=', person)
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}

/** Those past one of their limits. */
export async function deleteEndedSessions(
  tenant: TenantId,
  tx: Tx,
  now: Date,
  idleMsMax: number,
): Promise<number> {
  const gone = await tx
    .deleteFrom('sessions')
    .where('tenant', '=', tenant)
    .where((where) =>
      where.or([where('expires_at', '<=', now), where('seen_at', '<=', new Date(now.getTime() - idleMsMax))]),
    )
    .executeTakeFirst()
  return Number(gone.numDeletedRows)
}
