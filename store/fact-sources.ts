import type { TenantId } from '#contract/ids.ts'
import {
  type FactSource,
  type FactSources,
  platformsThatDoNotTell,
  untrustedFacts,
} from '#contract/self-set-facts.ts'
import type { Tx } from './database.ts'
import { findSettings } from './tenants.ts'

/** As the gate saw it last, and as it is known of platforms that never tell; sorted by platform. */
export async function listFactSources(tenant: TenantId, tx: Tx): Promise<FactSource[]> {
  const rows = await tx
    .selectFrom('platform_clients as p')
    .leftJoin('fact_sources as f', (join) =>
      join.onRef('f.tenant', '=', 'p.tenant').onRef('f.platform', '=', 'p.platform'),
    )
    .select(['p.platform', 'f.platform as asked', 'f.self_editable'])
    .where('p.tenant', '=', tenant)
    .orderBy('p.platform')
    .execute()
  return rows.map(({ platform, asked, self_editable }) => {
    if (platformsThatDoNotTell.includes(platform)) return { platform, told: null }
    // Nobody has asked yet: the gate does, before it reads such a fact.
    return { platform, told: asked === null ? [] : self_editable }
  })
}

/** What publishing holds a bundle against. */
export async function findFactSources(tenant: TenantId, tx: Tx): Promise<FactSources> {
  const settings = await findSettings(tenant, tx)
  const sources = await listFactSources(tenant, tx)
  return {
    identitySource: settings?.identitySource ?? '',
    untrusted: Object.fromEntries(
      sources.map((each) => [each.platform, untrustedFacts(each, settings?.declaredFacts)]),
    ),
  }
}

/** What the gate saw last; undefined: it never asked. */
export async function findFactSource(
  tenant: TenantId,
  tx: Tx,
  platform: string,
): Promise<FactSource | undefined> {
  const row = await tx
    .selectFrom('fact_sources')
    .select(['platform', 'self_editable'])
    .where('tenant', '=', tenant)
    .where('platform', '=', platform)
    .executeTakeFirst()
  return row && { platform: row.platform, told: row.self_editable }
}

/** As it has become now. */
export async function putFactSource(tenant: TenantId, tx: Tx, source: FactSource, at: Date): Promise<void> {
  const row = { self_editable: source.told && [...source.told], changed_at: at }
  await tx
    .insertInto('fact_sources')
    .values({ tenant, platform: source.platform, ...row })
    .onConflict((conflict) => conflict.columns(['tenant', 'platform']).doUpdateSet(row))
    .execute()
}
