import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { BundleTests } from '#contract/publication.ts'
import type { Database, Tx } from './database.ts'
import { prepared } from './prepared.ts'

export interface InForce {
  operator: string | null
  tenant: string | null
}

/** Digests of the bundles that are in force for a tenant, one round trip. */
export async function findInForce(tenant: TenantId, tx: Tx): Promise<InForce> {
  const [row] = await selectInForce(tx, { tenant })
  return { operator: row?.operator ?? null, tenant: row?.tenant ?? null }
}

const selectInForce = prepared<{ tenant: string }, InForce>((database, value) =>
  database.selectNoFrom((select) => [
    select.selectFrom('operator_bundle_in_force').select('digest').as('operator'),
    select
      .selectFrom('tenant_bundle_in_force')
      .select('digest')
      .where('tenant', '=', value('tenant'))
      .as('tenant'),
  ]),
)

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

/** What is kept of the tests of the bundles that are in force. */
export async function testsInForce(
  tenant: TenantId,
  tx: Tx,
): Promise<Record<keyof InForce, BundleTests | null>> {
  const row = await tx
    .selectNoFrom((select) => [
      select
        .selectFrom('operator_bundles as b')
        .innerJoin('operator_bundle_in_force as f', 'f.digest', 'b.digest')
        .select('b.tests')
        .as('operator'),
      select
        .selectFrom('tenant_bundles as b')
        .innerJoin('tenant_bundle_in_force as f', (join) =>
          join.onRef('f.tenant', '=', 'b.tenant').onRef('f.digest', '=', 'b.digest'),
        )
        .select('b.tests')
        .where('b.tenant', '=', tenant)
        .as('tenant'),
    ])
    .executeTakeFirst()
  return { operator: row?.operator ?? null, tenant: row?.tenant ?? null }
}

export interface StoredBundle {
  digest: string
  body: object
  tests: BundleTests | null
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
    .select(['digest', 'body', 'tests', 'published_by', 'reason', 'published_at'])
    .where('tenant', '=', tenant)
    .where('digest', '=', digest)
    .executeTakeFirst()
}

export type BundleOnRecord = Omit<StoredBundle, 'body' | 'tests'>

/** Every bundle that was ever asked for or put in force; latest first, without bodies. */
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
  /** Null where it came without its files. */
  tests: BundleTests | null
  publishedBy: string
  reason: string
}

const operatorLock = 7_390_043

/** By the database's owner: stores the operator's bundle under its digest and puts it in force. */
export async function publishOperatorBundle(
  database: Pick<Database, 'registry'>,
  bundle: Publication,
): Promise<void> {
  await database.registry.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${operatorLock})`.execute(tx)
    await tx
      .insertInto('operator_bundles')
      .values(rowOf(bundle))
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .execute()
    await tx
      .insertInto('operator_bundle_in_force')
      .values({ slot: 1, digest: bundle.digest })
      .onConflict((conflict) => conflict.column('slot').doUpdateSet({ digest: bundle.digest }))
      .execute()
  })
}

export type BundleOwner = keyof InForce

/** What is in force, with the operator's held as it is until the transaction ends, by which `changes` one of the two. */
export async function holdInForce(tenant: TenantId, tx: Tx, changes: BundleOwner): Promise<InForce> {
  if (changes === 'operator') await sql`select pg_advisory_xact_lock(${operatorLock})`.execute(tx)
  else await sql`select pg_advisory_xact_lock_shared(${operatorLock})`.execute(tx)
  return findInForce(tenant, tx)
}

/** Stores the operator's bundle under its digest; it comes into force by `putInForceOf.operator`, or by its owner's hand. */
export async function storeOperatorBundle(tx: Tx, bundle: Publication): Promise<void> {
  await tx
    .insertInto('operator_bundles')
    .values(rowOf(bundle))
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute()
}

const rowOf = ({ digest, body, tests, publishedBy, reason }: Publication) => ({
  digest,
  body: JSON.stringify(body),
  tests: tests && JSON.stringify(tests),
  published_by: publishedBy,
  reason,
})

/** Stores a tenant's own bundle under its digest; it comes into force by `putInForceOf.tenant` alone. */
export async function storeTenantBundle(tenant: TenantId, tx: Tx, bundle: Publication): Promise<void> {
  await tx
    .insertInto('tenant_bundles')
    .values({ tenant, ...rowOf(bundle) })
    .onConflict((conflict) => conflict.columns(['tenant', 'digest']).doNothing())
    .execute()
}

interface Change {
  from: string | null
  to: string
}

/** Compares and sets: false, with nothing changed, when `from` is not what is in force. */
export const putInForceOf = { operator: putOperatorBundleInForce, tenant: putTenantBundleInForce } as const

async function putOperatorBundleInForce(_tenant: TenantId, tx: Tx, { from, to }: Change): Promise<boolean> {
  const set = await tx
    .updateTable('operator_bundle_in_force')
    .set({ digest: to })
    .where('digest', '=', from)
    .returning('digest')
    .executeTakeFirst()
  return set !== undefined
}

async function putTenantBundleInForce(tenant: TenantId, tx: Tx, change: Change): Promise<boolean> {
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
