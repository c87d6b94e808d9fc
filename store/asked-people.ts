import { type RawBuilder, sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'

/** Somebody as those who are asked may name them. */
export interface AskedOf {
  person: string
  /** The keyed hash of their address, as authors may be named. */
  lookup: string
  /** Their own id, their accounts as `platform:id`, their address's hash, and the same of everybody whose deputy they are now. */
  names: readonly string[]
}

export async function findAskedOf(
  tenant: TenantId,
  tx: Tx,
  { person, lookup, at }: { person: string; lookup: string; at: Date },
): Promise<AskedOf> {
  const { rows } = await sql<{ name: string }>`
    with mine as (
      select ${person}::text as person
      union select d.person from deputies d where d.tenant = ${tenant} and d.deputy = ${person}
        and d.ended_at is null and d.from_at <= ${at} and d.until_at > ${at}
    )
    select person as name from mine
    union select p.email_lookup from people p join mine on mine.person = p.id where p.tenant = ${tenant}
    union select a.platform || ':' || a.account_id from accounts a join mine using (person) where a.tenant = ${tenant}`.execute(
    tx,
  )
  return { person, lookup, names: rows.map(({ name }) => name) }
}

/** Of approvals `a`: those that this person is told of and has not answered. Where nobody knows who may, all but the authors are. */
export const isAskedOf = (
  tenant: TenantId,
  { person, lookup, names }: AskedOf,
): RawBuilder<boolean> => sql<boolean>`
  (a.asked_people && ${[...names]}::text[] or a.asked_people is null and not exists (
    select from requests r where r.tenant = ${tenant} and r.id = a.request and r.authors && ${[person, lookup]}::text[]
  ) and not exists (
    select from publications p where p.tenant = ${tenant} and p.id = a.request and p.author = ${person}
  )) and not exists (
    select from decisions d left join decision_checks c on c.tenant = d.tenant and c.decision = d.id
    where d.tenant = ${tenant} and d.request = a.request and d.step = a.step and d.approver = ${person}
      and d.approval = a.id
      and d.verdict in ('approve', 'reject') and coalesce(c.code, 'ok') = 'ok')`

/** Whom an approval is told to. `people` null: whoever decides at all, but its authors. */
export interface Told {
  people: ReadonlySet<string> | null
  authors: ReadonlySet<string>
}

export async function findTold(
  tenant: TenantId,
  tx: Tx,
  approval: string,
  at: Date,
): Promise<Told | undefined> {
  const { rows } = await sql<{ asked: string[] | null; authors: string[] | null; people: string[] | null }>`
    select a.asked_people as asked, r.authors, (
      with named as (
        select unnest(a.asked_people) as person
        union select c.person from accounts c
          where c.tenant = a.tenant and c.platform || ':' || c.account_id = any(a.asked_people)
        union select p.id from people p where p.tenant = a.tenant and p.email_lookup = any(a.asked_people)
      )
      select array_agg(person) from (
        select person from named
        union select d.deputy from deputies d join named using (person)
          where d.tenant = a.tenant and d.ended_at is null and d.from_at <= ${at} and d.until_at > ${at}
      ) each
    ) as people
    from approvals a left join requests r on r.tenant = a.tenant and r.id = a.request
    where a.tenant = ${tenant} and a.id = ${approval}`.execute(tx)
  const [row] = rows
  if (!row) return undefined
  const people = row.asked === null ? null : new Set(row.people)
  return { people, authors: new Set(row.authors) }
}

/** How many wait for this person's word. */
export async function countAskedOf(tenant: TenantId, tx: Tx, of: AskedOf): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from approvals a
    where a.tenant = ${tenant} and a.state = 'pending' and ${isAskedOf(tenant, of)}`.execute(tx)
  return rows[0]?.count ?? 0
}
