import { sql } from 'kysely'
import type { Obligations } from '#contract/decision.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

/** One kind of change: how it was decided, and what came of it. Every number is of steps. */
export interface AutonomyRow {
  action: string
  proposed: number
  permitted: number
  denied: number
  asked: number
  approved: number
  rejected: number
  expired: number
  /** What was asked changed before people had decided, and was asked anew. */
  changed: number
  waiting: number
  /** Ran under a standing approval. */
  standing: number
  done: number
  failed: number
  inDoubt: number
  /** Done, and the catalog's reverse was done on the same target afterwards. */
  undone: number
  /** Between asking and the end of asking; null where nobody decided. */
  medianMs: number | null
  /** Of the newest that was asked. */
  obligations: Obligations | null
  bundle: string | null
  /** The newest that waits. */
  pending: string | null
  /** Standing approvals in force. */
  inForce: number
}

/** By action since a moment, most asked first. `reverses`: the action that takes each back. */
export async function readAutonomy(
  tenant: TenantId,
  tx: Tx,
  of: { since: Date; now: Date; reverses: readonly { action: string; by: string }[] },
): Promise<AutonomyRow[]> {
  const { rows } = await sql<AutonomyRow>`
    with reverses as (
      select * from jsonb_to_recordset(${JSON.stringify(of.reverses)}::jsonb) as r(action text, by text)
    ), steps as (
      select p.action, p.request, p.step, p.effect, p.target ->> 'id' as target, p.created_at,
        a.id as approval, a.state as answer, a.obligations, a.bundle, a.created_at as asked_at, a.closed_at,
        coalesce(a.version, 0) > 1 as again, l.state as ledger, l.settled_at, u.standing
      from proposals p
      left join lateral (
        select * from approvals where tenant = p.tenant and request = p.request and step = p.step
        order by version desc limit 1
      ) a on true
      left join ledger l on l.tenant = p.tenant and l.request = p.request and l.step = p.step
      left join standing_uses u on u.tenant = p.tenant and u.request = p.request and u.step = p.step
      where p.tenant = ${tenant} and p.is_write and p.action not like 'dex.%' and p.created_at >= ${of.since}::timestamptz
    ), counted as (
      select s.action, count(*)::int as proposed,
        count(*) filter (where s.effect = 'permit' and s.standing is null)::int as permitted,
        count(*) filter (where s.effect = 'deny')::int as denied,
        count(*) filter (where s.approval is not null)::int as asked,
        count(*) filter (where s.answer = 'approved')::int as approved,
        count(*) filter (where s.answer = 'rejected')::int as rejected,
        count(*) filter (where s.answer = 'expired')::int as expired,
        count(*) filter (where s.answer = 'void' or s.again)::int as changed,
        count(*) filter (where s.answer = 'pending')::int as waiting,
        count(s.standing)::int as standing,
        count(*) filter (where s.ledger = 'done')::int as done,
        count(*) filter (where s.ledger = 'failed')::int as failed,
        count(*) filter (where s.ledger = 'in_doubt')::int as "inDoubt",
        count(*) filter (where s.ledger = 'done' and exists (
          select 1 from reverses r join steps o on o.action = r.by
          where r.action = s.action and o.ledger = 'done' and o.target is not distinct from s.target
            and o.settled_at > s.settled_at
        ))::int as undone,
        (percentile_cont(0.5) within group (order by extract(epoch from s.closed_at - s.asked_at) * 1000)
          filter (where s.answer in ('approved', 'rejected')))::float8 as "medianMs",
        (array_agg(s.obligations order by s.created_at desc) filter (where s.approval is not null))[1] as obligations,
        (array_agg(s.bundle order by s.created_at desc) filter (where s.approval is not null))[1] as bundle,
        (array_agg(s.approval order by s.created_at desc) filter (where s.answer = 'pending'))[1] as pending
      from steps s group by s.action
    )
    select c.*, (
      select count(*)::int from standing_approvals s
      where s.tenant = ${tenant} and s.action = c.action and s.state = 'active' and s.until > ${of.now}::timestamptz
    ) as "inForce"
    from counted c order by c.asked desc, c.proposed desc, c.action
  `.execute(tx)
  return rows
}
