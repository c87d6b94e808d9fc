import { sql } from 'kysely'
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
  const operator = digests.operator === null ? undefined : await findOperatorBundle(tx, digests.operator)
  const own = digests.tenant === null ? undefined : await findTenantBundle(tenant, tx, digests.tenant)
  return { operator: operator?.body ?? null, tenant: own?.body ?? null }
}

export interface StoredBundle {
  digest: string
  body: object
  published_by: string
  reason: string
  published_at: Date
}

export async function findOperatorBundle(tx: Tx, digest: string): Promise<StoredBundle | undefined> {
  return tx.selectFrom('operator_bundles').selectAll().where('digest', '=', digest).executeTakeFirst()
}

export async function findTenantBundle(
  tenant: TenantId,
  tx: Tx,
  digest: string,
): Promise<StoredBundle | undefined> {
  return tx
    .selectFrom('tenant_bundles')
    .select(['digest', 'body', 'published_by', 'reason', 'published_at'])
    .where('tenant', '=', tenant)
    .where('digest', '=', digest)
    .executeTakeFirst()
}

export type BundleOnRecord = Omit<StoredBundle, 'body'>

/** Every operator's bundle that was ever put in force, and every own one that was ever asked for; latest first, without bodies. */
export async function listBundles(
  tenant: TenantId,
  tx: Tx,
): Promise<{ operator: BundleOnRecord[]; tenant: BundleOnRecord[] }> {
  const columns = ['digest', 'published_by', 'reason', 'published_at'] as const
  return {
    operator: await tx
      .selectFrom('operator_bundles')
      .select(columns)
      .orderBy('published_at', 'desc')
      .orderBy('digest')
      .execute(),
    tenant: await tx
      .selectFrom('tenant_bundles')
      .select(columns)
      .where('tenant', '=', tenant)
      .orderBy('published_at', 'desc')
      .orderBy('digest')
      .execute(),
  }
}

export interface Publication {
  digest: string
  body: object
  publishedBy: string
  reason: string
}

const operatorLock = 7_390_043

/** Stores the operator's bundle under its digest and puts it in force; publishing an older digest is rollback. */
export async function publishOperatorBundle(
  database: Pick<Database, 'registry'>,
  bundle: Publication,
): Promise<void> {
  await database.registry.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${operatorLock})`.execute(tx)
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

/** What is in force, with the operator's held as it is until the transaction ends. */
export async function holdInForce(tenant: TenantId, tx: Tx): Promise<InForce> {
  await sql`select pg_advisory_xact_lock_shared(${operatorLock})`.execute(tx)
  return findInForce(tenant, tx)
}

/** Stores a tenant's own bundle under its digest; it comes into force by `putTenantBundleInForce` alone. */
export async function storeTenantBundle(tenant: TenantId, tx: Tx, bundle: Publication): Promise<void> {
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
}

/** Compares and sets: false, with nothing changed, when `from` is not what is in force. */
export async function putTenantBundleInForce(
  tenant: TenantId,
  tx: Tx,
  change: { from: string | null; to: string },
): Promise<boolean> {
  const set =
    change.from === null
      ? await tx
          .insertInto('tenant_bundle_in_force')
          .values({ tenant, digest: change.to })
          .onConflict((conflict) => conflict.column('tenant').doNothing())
          .returning('digest')
          .executeTakeFirst()
      : await tx
          .updateTable('tenant_bundle_in_force')
          .set({ digest: change.to })
          .where('tenant', '=', tenant)
          .where('digest', '=', change.from)
          .returning('digest')
          .executeTakeFirst()
  return set !== undefined
}
