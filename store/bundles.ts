import type { TenantId } from '#contract/ids.ts'
import type { Database, Tx } from './database.ts'

export interface InForce {
  operator: string | null
  tenant: string | null
}

/** Digests of the bundles that are in force for a tenant, one round trip. */
export async function findInForce(tenant: TenantId, tx: Tx): Promise<InForce> {
  const row = await tx
    .selectNoFrom((select) => [
      select.selectFrom('operator_bundle_in_force').select('digest').as('operator'),
      select.selectFrom('tenant_bundle_in_force').select('digest').where('tenant', '=', tenant).as('tenant'),
    ])
    .executeTakeFirstOrThrow()
  return { operator: row.operator, tenant: row.tenant }
}

/** The published canonical bodies of these digests. */
export async function loadBundles(
  tenant: TenantId,
  tx: Tx,
  digests: InForce,
): Promise<{ operator: object | null; tenant: object | null }> {
  const operator =
    digests.operator === null
      ? undefined
      : await tx
          .selectFrom('operator_bundles')
          .select('body')
          .where('digest', '=', digests.operator)
          .executeTakeFirst()
  const own =
    digests.tenant === null
      ? undefined
      : await tx
          .selectFrom('tenant_bundles')
          .select('body')
          .where('tenant', '=', tenant)
          .where('digest', '=', digests.tenant)
          .executeTakeFirst()
  return { operator: operator?.body ?? null, tenant: own?.body ?? null }
}

export interface Publication {
  digest: string
  body: object
  publishedBy: string
  reason: string
}

/** Stores the operator's bundle under its digest and puts it in force; publishing an older digest is rollback. */
export async function publishOperatorBundle(
  database: Pick<Database, 'registry'>,
  bundle: Publication,
): Promise<void> {
  await database.registry.transaction().execute(async (tx) => {
    await tx
      .insertInto('operator_bundles')
      .values({
        digest: bundle.digest,
        body: JSON.stringify(bundle.body),
        published_by: bundle.publishedBy,
        reason: bundle.reason,
      })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .execute()
    await tx
      .insertInto('operator_bundle_in_force')
      .values({ slot: 1, digest: bundle.digest })
      .onConflict((conflict) => conflict.column('slot').doUpdateSet({ digest: bundle.digest }))
      .execute()
  })
}

export async function publishTenantBundle(tenant: TenantId, tx: Tx, bundle: Publication): Promise<void> {
  await tx
    .insertInto('tenant_bundles')
    .values({
      tenant,
      digest: bundle.digest,
      body: JSON.stringify(bundle.body),
      published_by: bundle.publishedBy,
      reason: bundle.reason,
    })
    .onConflict((conflict) => conflict.columns(['tenant', 'digest']).doNothing())
    .execute()
  await tx
    .insertInto('tenant_bundle_in_force')
    .values({ tenant, digest: bundle.digest })
    .onConflict((conflict) => conflict.column('tenant').doUpdateSet({ digest: bundle.digest }))
    .execute()
}
