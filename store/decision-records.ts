import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

export interface DecisionRecordRow {
  request: string
  step: number
  version: number
  /** Month of the key that it is sealed with, `YYYYMM`. */
  period: string
  sealed: Buffer
  decided_at: Date
}

/** Associated data of a sealed record. */
export const decisionRecordPlace = (tenant: TenantId, request: string, step: number) => ({
  tenant,
  table: 'decision_records',
  row: `${request}/${step}`,
  field: 'sealed',
})

/** The next version of this step's record; a step that is decided again keeps what was decided before. */
export async function insertDecisionRecord(
  tenant: TenantId,
  tx: Tx,
  row: Omit<DecisionRecordRow, 'version'>,
): Promise<void> {
  await sql`
    insert into decision_records (tenant, request, step, version, period, sealed, decided_at)
    select ${tenant}, ${row.request}, ${row.step}::int, coalesce(max(version), 0) + 1, ${row.period}, ${row.sealed},
      ${row.decided_at}::timestamptz
    from decision_records where tenant = ${tenant} and request = ${row.request} and step = ${row.step}::int
  `.execute(tx)
}

/** Of one request, or of all in order of time: what a backtest reads. */
export async function listDecisionRecords(
  tenant: TenantId,
  tx: Tx,
  of: { request?: string; step?: number; since?: Date; limit: number },
): Promise<DecisionRecordRow[]> {
  let query = tx.selectFrom('decision_records').selectAll().where('tenant', '=', tenant)
  if (of.request !== undefined) query = query.where('request', '=', of.request)
  if (of.step !== undefined) query = query.where('step', '=', of.step)
  if (of.since !== undefined) query = query.where('decided_at', '>=', of.since)
  return query
    .orderBy('decided_at')
    .orderBy('request')
    .orderBy('step')
    .orderBy('version')
    .limit(of.limit)
    .execute()
}

/** Rows of the months before `period`, whose keys are gone. */
export async function deleteDecisionRecords(tenant: TenantId, tx: Tx, period: string): Promise<number> {
  const deleted = await tx
    .deleteFrom('decision_records')
    .where('tenant', '=', tenant)
    .where('period', '<', period)
    .executeTakeFirst()
  return Number(deleted.numDeletedRows)
}
