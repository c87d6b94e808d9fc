import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

export interface LimitWindow {
  rule: string
  /** Who it is counted by: `tenant`, or an opaque id of requester, target, request. */
  scopeKey: string
  since: Date
}

/** Uses of each rule within its window, those in flight included. */
export async function countLimitUses(
  tenant: TenantId,
  tx: Tx,
  windows: readonly LimitWindow[],
): Promise<Record<string, number>> {
  const usage: Record<string, number> = {}
  for (const window of windows) {
    const row = await tx
      .selectFrom('limit_uses')
      .select((select) => select.fn.countAll<string>().as('count'))
      .where('tenant', '=', tenant)
      .where('rule', '=', window.rule)
      .where('scope_key', '=', window.scopeKey)
      .where('used_at', '>', window.since)
      .executeTakeFirstOrThrow()
    usage[window.rule] = Number(row.count)
  }
  return usage
}

/**
 * Reserves one use of a rule for a step, if fewer than `max` stand; a step that reserved before keeps its place.
 * INVARIANT: the advisory lock makes counting and inserting one, so a hundred at once cannot pass a cap of ten.
 */
export async function reserveLimit(
  tenant: TenantId,
  tx: Tx,
  limit: LimitWindow & { max: number; request: string; step: number },
): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${tenant}/${limit.rule}/${limit.scopeKey}`}, 0))`.execute(
    tx,
  )
  const mine = await tx
    .selectFrom('limit_uses')
    .select('rule')
    .where('tenant', '=', tenant)
    .where('rule', '=', limit.rule)
    .where('request', '=', limit.request)
    .where('step', '=', limit.step)
    .executeTakeFirst()
  if (mine) return true
  const usage = await countLimitUses(tenant, tx, [limit])
  if ((usage[limit.rule] ?? 0) >= limit.max) return false
  await tx
    .insertInto('limit_uses')
    .values({ tenant, rule: limit.rule, scope_key: limit.scopeKey, request: limit.request, step: limit.step })
    .execute()
  return true
}
