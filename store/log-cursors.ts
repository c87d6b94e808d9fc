import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

/** How far a copy of the log has got: the last entry that the other side has taken. */
export interface LogCursor {
  seq: number
  /** 64 hex digits. */
  hash: string
}

/** `name` is the copy's, such as `push/syslog`. Null before the first entry. */
export async function findLogCursor(tenant: TenantId, tx: Tx, name: string): Promise<LogCursor | null> {
  const row = await tx
    .selectFrom('log_cursors')
    .select(['seq', 'hash'])
    .where('tenant', '=', tenant)
    .where('name', '=', name)
    .executeTakeFirst()
  return row ? { seq: Number(row.seq), hash: row.hash.toString('hex') } : null
}

export async function listLogCursors(
  tenant: TenantId,
  tx: Tx,
): Promise<(LogCursor & { name: string; at: Date })[]> {
  const rows = await tx
    .selectFrom('log_cursors')
    .selectAll()
    .where('tenant', '=', tenant)
    .orderBy('name')
    .execute()
  return rows.map((row) => ({
    name: row.name,
    seq: Number(row.seq),
    hash: row.hash.toString('hex'),
    at: row.updated_at,
  }))
}

/** INVARIANT: it never goes back; whoever is slower changes nothing. */
export async function moveLogCursor(
  tenant: TenantId,
  tx: Tx,
  name: string,
  to: LogCursor & { at: Date },
): Promise<void> {
  const moved = { seq: String(to.seq), hash: Buffer.from(to.hash, 'hex'), updated_at: to.at }
  await tx
    .insertInto('log_cursors')
    .values({ tenant, name, ...moved })
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'name']).doUpdateSet(moved).where('log_cursors.seq', '<', String(to.seq)),
    )
    .execute()
}
