import { type Insertable, type Selectable, sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { ApprovalRow } from './approvals.ts'
import type { Tx } from './database.ts'
import type { Schema } from './schema.ts'

export type PublicationRow = Selectable<Schema['publications']>
export type PublicationState =
  | 'proposed'
  | 'waiting'
  | 'published'
  | 'rejected'
  | 'expired'
  | 'void'
  | 'refused'

/** The next ordinal of this digest; nobody else gets it while the transaction runs. */
export async function nextOrdinal(tenant: TenantId, tx: Tx, digest: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`publication ${tenant} ${digest}`}, 0))`.execute(
    tx,
  )
  const last = await tx
    .selectFrom('publications')
    .select((select) => select.fn.max('ordinal').as('ordinal'))
    .where('tenant', '=', tenant)
    .where('digest', '=', digest)
    .executeTakeFirst()
  return (last?.ordinal ?? 0) + 1
}

export async function insertPublication(
  tenant: TenantId,
  tx: Tx,
  row: Omit<Insertable<Schema['publications']>, 'tenant' | 'state' | 'code' | 'settled_at' | 'proposed_at'>,
): Promise<void> {
  await tx
    .insertInto('publications')
    .values({ ...row, tenant })
    .execute()
}

/** `lock`: nobody else settles it while the transaction runs. */
export async function findPublication(
  tenant: TenantId,
  tx: Tx,
  id: string,
  lock = false,
): Promise<PublicationRow | undefined> {
  const query = tx.selectFrom('publications').selectAll().where('tenant', '=', tenant).where('id', '=', id)
  return (lock ? query.forNoKeyUpdate() : query).executeTakeFirst()
}

export async function setPublicationState(
  tenant: TenantId,
  tx: Tx,
  id: string,
  change: { state: PublicationState; code: string | null; settledAt: Date | null },
): Promise<void> {
  await tx
    .updateTable('publications')
    .set({ state: change.state, code: change.code, settled_at: change.settledAt })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .execute()
}

/** Latest first. */
export async function listPublications(
  tenant: TenantId,
  tx: Tx,
  filter: { digest?: string; limit: number },
): Promise<PublicationRow[]> {
  let query = tx.selectFrom('publications').selectAll().where('tenant', '=', tenant)
  if (filter.digest !== undefined) query = query.where('digest', '=', filter.digest)
  return query.orderBy('proposed_at', 'desc').orderBy('id').limit(filter.limit).execute()
}

/** Ids of those that are not settled since before this moment. */
export async function listOpenPublications(tenant: TenantId, tx: Tx, before: Date): Promise<string[]> {
  const rows = await tx
    .selectFrom('publications')
    .select('id')
    .where('tenant', '=', tenant)
    .where('settled_at', 'is', null)
    .where('proposed_at', '<', before)
    .orderBy('proposed_at')
    .limit(100)
    .execute()
  return rows.map((row) => row.id)
}

/** Of these workflow ids those that somebody asked for. */
export async function knownPublications(
  tenant: TenantId,
  tx: Tx,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('publications')
    .select('id')
    .where('tenant', '=', tenant)
    .where('id', 'in', ids)
    .execute()
  return new Set(rows.map((row) => row.id))
}

export type BundleApproval = ApprovalRow & {
  kind: string
  author: string
  reason: string
  owner: string
  base_operator: string
  base_tenant: string | null
  review: object
}

/** Approvals of a bundle, with what a person needs to see of the change; soonest to expire first. */
export async function listBundleApprovals(
  tenant: TenantId,
  tx: Tx,
  filter: { state?: string; request?: string; id?: string; limit: number },
): Promise<BundleApproval[]> {
  let query = tx
    .selectFrom('approvals as a')
    .innerJoin('publications as p', (join) =>
      join.onRef('p.tenant', '=', 'a.tenant').onRef('p.id', '=', 'a.request'),
    )
    .selectAll('a')
    .select(['p.kind', 'p.author', 'p.reason', 'p.owner', 'p.base_operator', 'p.base_tenant', 'p.review'])
    .where('a.tenant', '=', tenant)
    .where('a.subject_kind', '=', 'bundle')
  if (filter.state !== undefined) query = query.where('a.state', '=', filter.state)
  if (filter.request !== undefined) query = query.where('a.request', '=', filter.request)
  if (filter.id !== undefined) query = query.where('a.id', '=', filter.id)
  return query.orderBy('a.expires_at').orderBy('a.id').limit(filter.limit).execute()
}
