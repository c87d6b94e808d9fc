import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

/** One change that people were asked about, as it stands on record. */
export interface RecordedCase {
  request: string
  step: number
  action: string
  target: { platform: string; type: string; id: string } | null
  objects: { platform: string; type: string; id: string; role: string }[]
  channel: string
  assurance: string
  /** When people were asked. */
  at: Date
  /** Lines of a list; null for one change. */
  size: number | null
  /** Its newest decision record. */
  sealed: Buffer | null
}

const columns = sql`a.request, a.step, p.action, p.target, p.objects, r.channel, r.assurance, a.created_at as at, l.size, d.sealed`
const beside = (tenant: TenantId) => sql`
  join requests r on r.tenant = ${tenant} and r.id = a.request
  left join bulk_lists l on l.tenant = ${tenant} and l.request = a.request and l.step = a.step
  left join lateral (
    select sealed from decision_records o where o.tenant = ${tenant} and o.request = a.request and o.step = a.step
    order by o.version desc limit 1
  ) d on true`

/** What of these actions was approved last, the newest first: `each` of an action, out of the tenant's `newest`. */
export async function listApproved(
  tenant: TenantId,
  tx: Tx,
  of: { actions: readonly string[]; newest: number; each: number },
): Promise<RecordedCase[]> {
  if (of.actions.length === 0) return []
  const { rows } = await sql<RecordedCase>`
    with newest as (
      select request, step, created_at, closed_at from approvals
      where tenant = ${tenant} and state = 'approved' order by closed_at desc limit ${of.newest}
    ), placed as (
      select n.*, row_number() over (partition by p.action order by n.closed_at desc) as place
      from newest n join proposals p on p.tenant = ${tenant} and p.request = n.request and p.step = n.step
      where p.action = any(${[...of.actions]})
    )
    select ${columns} from placed a
    join proposals p on p.tenant = ${tenant} and p.request = a.request and p.step = a.step
    ${beside(tenant)}
    where a.place <= ${of.each} order by a.closed_at desc
  `.execute(tx)
  return rows
}

/** What these approvals ask, in the same form. */
export async function listAskedNow(
  tenant: TenantId,
  tx: Tx,
  approvals: readonly string[],
): Promise<(RecordedCase & { approval: string })[]> {
  if (approvals.length === 0) return []
  const { rows } = await sql<RecordedCase & { approval: string }>`
    select a.id as approval, ${columns} from approvals a
    join proposals p on p.tenant = ${tenant} and p.request = a.request and p.step = a.step
    ${beside(tenant)}
    where a.tenant = ${tenant} and a.id = any(${[...approvals]})
  `.execute(tx)
  return rows
}

export interface ApproverRow {
  person: string
  yes: number
  no: number
  /** How many of them in somebody else's name. */
  forOthers: number
  /** From when it was asked to when they said it. */
  medianMs: number
}

/** Of everybody whose yes or no the gate heard since a moment, or of one of them; who decided most first. */
export async function readApprovers(
  tenant: TenantId,
  tx: Tx,
  of: { since: Date; person: string | null },
): Promise<ApproverRow[]> {
  const { rows } = await sql<ApproverRow>`
    select d.approver as person,
      count(*) filter (where d.verdict = 'approve')::int as yes,
      count(*) filter (where d.verdict = 'reject')::int as no,
      count(*) filter (where d.statement ->> 'onBehalfOf' is not null)::int as "forOthers",
      percentile_cont(0.5) within group (order by extract(epoch from d.decided_at - a.created_at) * 1000)::float8 as "medianMs"
    from decisions d
    join decision_checks c on c.tenant = d.tenant and c.decision = d.id and c.code = 'ok'
    join approvals a on a.tenant = d.tenant and a.id = d.approval
    where d.tenant = ${tenant} and d.verdict in ('approve', 'reject') and d.decided_at >= ${of.since}::timestamptz
      and (${of.person}::text is null or d.approver = ${of.person}::text)
    group by d.approver order by count(*) desc, d.approver
  `.execute(tx)
  return rows
}
