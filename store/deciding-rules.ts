import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

/** How often each rule was the deciding one since then. */
export async function countDeciding(tenant: TenantId, tx: Tx, since: Date): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('proposals')
    .select(sql<string | null>`decision -> 'decidedBy' ->> 'rule'`.as('rule'))
    .select((select) => select.fn.countAll<string>().as('times'))
    .where('tenant', '=', tenant)
    .where('created_at', '>', since)
    .groupBy('rule')
    .execute()
  return new Map(rows.flatMap(({ rule, times }) => (rule === null ? [] : [[rule, Number(times)] as const])))
}
