import { sql } from 'kysely'
import type { Obligations } from '#contract/decision.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { dayBefore, type StandingRow } from './standing-approvals.ts'

export interface ListedStanding extends StandingRow {
  signatures: { person: string; at: string }[]
  uses: { request: string; step: number; usedAt: string }[]
  used: number
  usedToday: number
  /** What the approval asked that it was granted from, and that approval. */
  obligations: Obligations
  approval: string
}

const needed = sql<number>`(select coalesce(sum((e ->> 'quorum')::int), 0)::int
  from jsonb_array_elements(a.obligations -> 'approvals') e)`
const signed = sql<number>`(select count(*)::int from standing_signatures g where g.tenant = s.tenant and g.standing = s.id)`

/** Each with the approval that it was granted from. */
const records = (tenant: TenantId, tx: Tx) =>
  tx
    .selectFrom('standing_approvals as s')
    .innerJoin('approvals as a', (join) =>
      join
        .onRef('a.tenant', '=', 's.tenant')
        .onRef('a.request', '=', 's.source_request')
        .onRef('a.step', '=', 's.source_step')
        .on(sql<boolean>`a.obligations_digest = s.terms ->> 'obligations'`),
    )
    .where('s.tenant', '=', tenant)

/** With signatures and the newest uses, the newest first; `waiting`: those that more people have to sign. */
export async function listStanding(
  tenant: TenantId,
  tx: Tx,
  filter: { id?: string; waiting?: true; now: Date; limit: number },
): Promise<ListedStanding[]> {
  let query = records(tenant, tx)
    .selectAll('s')
    .distinctOn(['s.granted_at', 's.id'])
    .select([
      'a.id as approval',
      sql<Obligations>`a.obligations`.as('obligations'),
      sql<ListedStanding['signatures']>`coalesce((
        select json_agg(json_build_object('person', g.person, 'at', g.signed_at) order by g.signed_at, g.person)
        from standing_signatures g where g.tenant = s.tenant and g.standing = s.id), '[]')`.as('signatures'),
      sql<ListedStanding['uses']>`coalesce((
        select json_agg(json_build_object('request', u.request, 'step', u.step, 'usedAt', u.used_at) order by u.used_at desc)
        from (select * from standing_uses o where o.tenant = s.tenant and o.standing = s.id order by o.used_at desc limit 20) u), '[]')`.as(
        'uses',
      ),
      sql<number>`(select count(*)::int from standing_uses u where u.tenant = s.tenant and u.standing = s.id)`.as(
        'used',
      ),
      sql<number>`(select count(*)::int from standing_uses u where u.tenant = s.tenant and u.standing = s.id
        and u.used_at > ${dayBefore(filter.now)}::timestamptz)`.as('usedToday'),
    ])
  if (filter.id !== undefined) query = query.where('s.id', '=', filter.id)
  if (filter.waiting)
    query = query
      .where('s.state', '=', 'active')
      .where('s.until', '>', filter.now)
      .where(sql<boolean>`${signed} < ${needed}`)
  return query
    .orderBy('s.granted_at', 'desc')
    .orderBy('s.id')
    .orderBy('a.version', 'desc')
    .limit(filter.limit)
    .execute()
}

/** For each of these that was renewed, the one that took its place. */
export async function findRenewals(
  tenant: TenantId,
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('standing_approvals')
    .select(['id', 'renews'])
    .where('tenant', '=', tenant)
    .where(sql<boolean>`renews = any(${[...ids]})`)
    .execute()
  return new Map(rows.flatMap((row) => (row.renews === null ? [] : [[row.renews, row.id] as const])))
}

/** Which of these this person signed. */
export async function signedStanding(
  tenant: TenantId,
  tx: Tx,
  of: { person: string; ids: readonly string[] },
): Promise<ReadonlySet<string>> {
  if (of.ids.length === 0) return new Set()
  const rows = await tx
    .selectFrom('standing_signatures')
    .select('standing')
    .where('tenant', '=', tenant)
    .where('person', '=', of.person)
    .where(sql<boolean>`standing = any(${[...of.ids]})`)
    .execute()
  return new Set(rows.map((row) => row.standing))
}

/** How many wait for somebody else to sign them. */
export async function countWaitingStanding(tenant: TenantId, tx: Tx, now: Date): Promise<number> {
  const { count } = await records(tenant, tx)
    .select(sql<number>`count(distinct s.id)::int`.as('count'))
    .where('s.state', '=', 'active')
    .where('s.until', '>', now)
    .where(sql<boolean>`${signed} < ${needed}`)
    .executeTakeFirstOrThrow()
  return count
}

/** Steps of a request that ran under a standing approval, with who granted it. */
export async function listStandingUses(
  tenant: TenantId,
  tx: Tx,
  request: string,
): Promise<{ step: number; standing: string; grantor: string }[]> {
  return tx
    .selectFrom('standing_uses as u')
    .innerJoin('standing_approvals as s', (join) =>
      join.onRef('s.tenant', '=', 'u.tenant').onRef('s.id', '=', 'u.standing'),
    )
    .select(['u.step', 'u.standing', 's.grantor'])
    .where('u.tenant', '=', tenant)
    .where('u.request', '=', request)
    .execute()
}

export interface RecordedAsk {
  request: string
  step: number
  at: Date
  action_version: number
  action_hash: string
  target: { platform: string; type: string; id: string } | null
  objects: { platform: string; type: string; id: string; role: string }[]
  channel: string
  assurance: string
  requester_person: string | null
  requester_lookup: string | null
  /** What became of the latest approval that was asked for. */
  approval: string
  /** That approval, and the bundle it was asked under. */
  asked_as: string
  bundle: string
  sealed: Buffer | null
}

/** Writes of this action that people were asked about, the newest first, each with its newest decision record. */
export async function listAsked(
  tenant: TenantId,
  tx: Tx,
  of: { action: string; limit: number },
): Promise<RecordedAsk[]> {
  const { rows } = await sql<RecordedAsk>`
    select p.request, p.step, p.created_at as at, p.action_version, p.action_hash, p.target, p.objects,
      r.channel, r.assurance, r.requester_person, r.requester_lookup, a.state as approval, a.id as asked_as, a.bundle, d.sealed
    from proposals p
    join requests r on r.tenant = p.tenant and r.id = p.request
    join lateral (
      select id, state, bundle from approvals where tenant = p.tenant and request = p.request and step = p.step
      order by version desc limit 1
    ) a on true
    left join lateral (
      select sealed from decision_records where tenant = p.tenant and request = p.request and step = p.step
      order by version desc limit 1
    ) d on true
    where p.tenant = ${tenant} and p.action = ${of.action} and p.is_write
    order by p.created_at desc, p.request, p.step
    limit ${of.limit}
  `.execute(tx)
  return rows
}
