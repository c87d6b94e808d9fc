import { type Insertable, type Selectable, sql, type Updateable } from 'kysely'
import type { ApprovalEnd } from '#contract/approval-end.ts'
import type { ApprovalId, RequestId, TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { type AskedOf, isAskedOf } from './asked-people.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

export type ApprovalRow = Selectable<Schema['approvals']>
export type NewApproval = Omit<Insertable<Schema['approvals']>, 'tenant'>

/** The latest version asked for this step. */
export async function findApprovalOf(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  step: number,
): Promise<ApprovalRow | undefined> {
  return (await selectLatest(tx, { tenant, request, step }))[0]
}

const selectLatest = prepared<{ tenant: string; request: string; step: number }, ApprovalRow>(
  (database, value) =>
    database
      .selectFrom('approvals')
      .selectAll()
      .where('tenant', '=', value('tenant'))
      .where('request', '=', value('request'))
      .where('step', '=', value('step'))
      .orderBy('version', 'desc')
      .limit(1),
)

export async function findApproval(
  tenant: TenantId,
  tx: Tx,
  id: ApprovalId,
): Promise<ApprovalRow | undefined> {
  return tx
    .selectFrom('approvals')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** As it stands once nobody else decides about it; held until the transaction ends. */
export async function lockApproval(tenant: TenantId, tx: Tx, id: string): Promise<ApprovalRow | undefined> {
  return tx
    .selectFrom('approvals')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export async function insertApproval(tenant: TenantId, tx: Tx, row: NewApproval): Promise<ApprovalRow> {
  return tx
    .insertInto('approvals')
    .values({ ...row, tenant })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function updateApproval(
  tenant: TenantId,
  tx: Tx,
  id: string,
  change: Updateable<Schema['approvals']>,
): Promise<void> {
  await tx.updateTable('approvals').set(change).where('tenant', '=', tenant).where('id', '=', id).execute()
}

/** It waits no more, and nobody's yes or no is why. */
export async function endApproval(
  tenant: TenantId,
  tx: Tx,
  id: string,
  end: { state: 'void' | 'expired'; code: ApprovalEnd; by?: string; at: Date },
): Promise<void> {
  const { state, code, by = null, at } = end
  await updateApproval(tenant, tx, id, { state, ended_code: code, ended_by: by, closed_at: at })
}

/** Ends what waits of a request that is closed, and answers what that was. */
export async function endApprovalsOf(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  end: { code: ApprovalEnd; by: string | null; at: Date },
): Promise<Pick<ApprovalRow, 'id' | 'step' | 'subject_hash'>[]> {
  return voidPending(tx, { tenant, request, ...end })
}

const voidPending = prepared<
  { tenant: string; request: string; code: ApprovalEnd; by: string | null; at: Date },
  Pick<ApprovalRow, 'id' | 'step' | 'subject_hash'>
>((database, value) =>
  database
    .updateTable('approvals')
    .set({ state: 'void', ended_code: value('code'), ended_by: value('by'), closed_at: value('at') })
    .where('tenant', '=', value('tenant'))
    .where('request', '=', value('request'))
    .where('state', '=', 'pending')
    .returning(['id', 'step', 'subject_hash']),
)

/** For each of these the one that was asked after it in the same request, by id; without those after which none was. */
export async function findNextApprovals(
  tenant: TenantId,
  tx: Tx,
  of: readonly Pick<ApprovalRow, 'id' | 'request' | 'step' | 'version'>[],
): Promise<ReadonlyMap<string, string>> {
  if (of.length === 0) return new Map()
  const { rows } = await sql<{ id: string; next: string }>`
    select k.id, n.id as next
    from unnest(${of.map((each) => each.id)}::text[], ${of.map((each) => each.request)}::text[],
      ${of.map((each) => each.step)}::int[], ${of.map((each) => each.version)}::int[]) k (id, request, step, version)
    cross join lateral (
      select a.id from approvals a where a.tenant = ${tenant} and a.request = k.request
        and (a.step, a.version) > (k.step, k.version)
      order by a.step, a.version limit 1
    ) n`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.next]))
}

export interface WaitingApproval extends ApprovalRow {
  action: string
  action_hash: string
  risk: string
  target: { platform: string; type: string; id: string } | null
  decision: object
  code_rules: { code: string; effect: string; by: string | null }[]
  assurance: string
  channel: string
  authors: string[]
  requester_person: string | null
}

/** Approvals with what a person needs to see of their proposal, soonest to expire first. */
export async function listApprovals(
  tenant: TenantId,
  tx: Tx,
  filter: {
    state?: string
    request?: string
    id?: string
    action?: string
    askedOf?: AskedOf
    limit: number
  },
): Promise<WaitingApproval[]> {
  let query = tx
    .selectFrom('approvals as a')
    .innerJoin('proposals as p', (join) =>
      join
        .onRef('p.tenant', '=', 'a.tenant')
        .onRef('p.request', '=', 'a.request')
        .onRef('p.step', '=', 'a.step'),
    )
    .innerJoin('requests as r', (join) =>
      join.onRef('r.tenant', '=', 'a.tenant').onRef('r.id', '=', 'a.request'),
    )
    .selectAll('a')
    .select(['p.action', 'p.action_hash', 'p.risk', 'p.target', 'p.decision', 'p.code_rules'])
    .select(['r.assurance', 'r.channel', 'r.authors', 'r.requester_person'])
    .where('a.tenant', '=', tenant)
  if (filter.state !== undefined) query = query.where('a.state', '=', filter.state)
  if (filter.request !== undefined) query = query.where('a.request', '=', filter.request)
  if (filter.id !== undefined) query = query.where('a.id', '=', filter.id)
  if (filter.action !== undefined) query = query.where('p.action', '=', filter.action)
  if (filter.askedOf !== undefined) query = query.where(isAskedOf(tenant, filter.askedOf))
  return query.orderBy('a.expires_at').orderBy('a.id').limit(filter.limit).execute() as Promise<
    WaitingApproval[]
  >
}
