import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { LogEntry } from '#contract/log-entry.ts'
import { canonicalJson } from '#vault/hashes.ts'
import type { Tx } from './database.ts'

/**
 * Appends to the tenant's chain in one round trip and answers its position.
 * INVARIANT: part of the caller's transaction, so an entry stands exactly when what it tells of stands.
 */
export async function appendLog(tenant: TenantId, tx: Tx, entry: LogEntry): Promise<{ seq: number }> {
  const text = canonicalJson({ ...entry, tenant })
  const rows = await sql<{ seq: string }>`select seq from append_log(${text})`.execute(tx)
  return { seq: Number(rows.rows[0]?.seq) }
}

export interface LogRow {
  seq: number
  /** 64 hex digits. */
  hash: string
  /** The canonical text that was hashed, byte for byte. */
  entry: string
}

/** Rows after `after`, ascending. */
export async function readLog(
  tenant: TenantId,
  tx: Tx,
  range: { after: number; limit: number; request?: string },
): Promise<LogRow[]> {
  let query = tx
    .selectFrom('activity_log')
    .select(['seq', 'hash', 'entry'])
    .where('tenant', '=', tenant)
    .where('seq', '>', String(range.after))
  if (range.request !== undefined)
    query = query.where(sql<boolean>`entry::jsonb ->> 'request' = ${range.request}`)
  const rows = await query.orderBy('seq').limit(range.limit).execute()
  return rows.map((row) => ({ seq: Number(row.seq), hash: row.hash.toString('hex'), entry: row.entry }))
}

/** Null while nothing was ever logged. */
export async function readLogHead(tenant: TenantId, tx: Tx): Promise<{ seq: number; hash: string } | null> {
  const row = await tx
    .selectFrom('log_heads')
    .select(['seq', 'hash'])
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  return row ? { seq: Number(row.seq), hash: row.hash.toString('hex') } : null
}
