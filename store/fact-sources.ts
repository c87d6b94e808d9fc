import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

export interface FactSource {
  platform: string
  /** Facts that people can set of themselves there. */
  selfEditable: string[]
}

export async function listFactSources(tenant: TenantId, tx: Tx): Promise<FactSource[]> {
  const rows = await tx
    .selectFrom('fact_sources')
    .select(['platform', 'self_editable'])
    .where('tenant', '=', tenant)
    .orderBy('platform')
    .execute()
  return rows.map((row) => ({ platform: row.platform, selfEditable: row.self_editable }))
}

/** As it has become now. */
export async function putFactSource(tenant: TenantId, tx: Tx, source: FactSource, at: Date): Promise<void> {
  const row = { self_editable: source.selfEditable, changed_at: at }
  await tx
    .insertInto('fact_sources')
    .values({ tenant, platform: source.platform, ...row })
    .onConflict((conflict) => conflict.columns(['tenant', 'platform']).doUpdateSet(row))
    .execute()
}
