import { type RawBuilder, sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { LogEntry } from '#contract/log-entry.ts'
import type { LogFilter } from '#contract/log-filter.ts'
import { canonicalJson } from '#vault/hashes.ts'
import type { Database, Tx } from './database.ts'
import { prepared } from './prepared.ts'

const append = prepared<{ entry: string }, { seq: string }>((database, value) =>
  database
    .selectFrom(sql<{ seq: string }>`append_log(${value('entry')})`.as('appended'))
    .select(sql<string>`appended.seq`.as('seq')),
)

/**
 * Appends to the tenant's chain in one round trip and answers its position.
 * INVARIANT: part of the caller's transaction, so an entry stands exactly when what it tells of stands.
 */
export async function appendLog(tenant: TenantId, tx: Tx, entry: LogEntry): Promise<{ seq: number }> {
  const [row] = await append(tx, { entry: canonicalJson({ ...entry, tenant }) })
  return { seq: Number(row?.seq) }
}

/** An entry by itself: appended and durable when it answers, in one round trip. */
export const appendLogAlone = (
  tenant: TenantId,
  database: Database,
  entry: LogEntry,
): Promise<{ seq: number }> => database.once(tenant, (tx) => appendLog(tenant, tx, entry))

export interface LogRow {
  seq: number
  /** 64 hex digits. */
  hash: string
  /** The canonical text that was hashed, byte for byte. */
  entry: string
}

/** Rows after `after` that the filter picks, ascending, at most `limit`. */
export async function readLog(
  tenant: TenantId,
  tx: Tx,
  range: { after: number; limit: number } & LogFilter,
): Promise<LogRow[]> {
  let query = tx
    .selectFrom('activity_log')
    .select(['seq', 'hash', 'entry'])
    .where('tenant', '=', tenant)
    .where('seq', '>', String(range.after))
  if (range.request !== undefined) query = query.where('request', '=', range.request)
  for (const condition of conditionsOf(range)) query = query.where(condition)
  const rows = await query.orderBy('seq').limit(range.limit).execute()
  return rows.map((row) => ({ seq: Number(row.seq), hash: row.hash.toString('hex'), entry: row.entry }))
}

function conditionsOf(filter: LogFilter): RawBuilder<boolean>[] {
  const { since, until, kind, action, actor, outcome } = filter
  const field = (name: string) => sql`entry::jsonb ->> ${sql.lit(name)}`
  const conditions: (RawBuilder<boolean> | false)[] = [
    since !== undefined && sql<boolean>`(${field('at')})::timestamptz >= ${new Date(since)}::timestamptz`,
    until !== undefined && sql<boolean>`(${field('at')})::timestamptz < ${new Date(until)}::timestamptz`,
    kind !== undefined && sql<boolean>`${field('kind')} = ${kind}`,
    action !== undefined &&
      (action.endsWith('.*')
        ? sql<boolean>`starts_with(${field('action')}, ${action.slice(0, -1)})`
        : sql<boolean>`${field('action')} = ${action}`),
    actor !== undefined &&
      sql<boolean>`${actor} in (entry::jsonb #>> '{by,person}', entry::jsonb #>> '{actAs,person}')`,
    outcome !== undefined && sql<boolean>`${field('code')} = ${outcome}`,
  ]
  return conditions.filter((condition) => condition !== false)
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

const pageRows = 500

/**
 * Every picked row after `after` up to and with `last`, a page in memory at a time; `page` runs each read in a
 * transaction of its own, so that a long walk holds none open.
 */
export async function* walkLog(
  page: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>,
  tenant: TenantId,
  range: { after: number; last: number } & LogFilter,
): AsyncGenerator<LogRow> {
  const { last, ...rest } = range
  let { after } = range
  while (after < last) {
    const rows = await page((tx) => readLog(tenant, tx, { ...rest, after, limit: pageRows }))
    for (const row of rows) {
      if (row.seq > last) return
      yield row
      after = row.seq
    }
    if (rows.length < pageRows) return
  }
}
