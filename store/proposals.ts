import type { Insertable, Selectable, Updateable } from 'kysely'
import { type Kysely, sql } from 'kysely'
import { DexError } from '#contract/error.ts'
import type { RequestId, TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { prepared, preparedColumns, type Value } from './prepared.ts'
import type { Schema } from './schema.ts'

export type ProposalRow = Selectable<Schema['proposals']>
export type NewProposal = Omit<Insertable<Schema['proposals']>, 'tenant' | 'request' | 'step'>

export async function findProposal(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  step: number,
): Promise<ProposalRow | undefined> {
  return (await selectProposal(tx, { tenant, request, step }))[0]
}

const selectProposal = prepared<ProposalKey, ProposalRow>((database, value) =>
  database
    .selectFrom('proposals')
    .selectAll()
    .where('tenant', '=', value('tenant'))
    .where('request', '=', value('request'))
    .where('step', '=', value('step')),
)

/**
 * Issues the step of an action in a request: the same hash keeps its step until its outcome was shown to the model (T7).
 * The request's row is locked, so that two callers cannot both issue one. INVARIANT: statements run in the order they
 * were sent, and each sees what was committed when it starts: the look is made under the lock.
 */
export async function issueStep(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  proposal: NewProposal,
): Promise<{ row: ProposalRow; issued: boolean }> {
  const of = { tenant, request, actionHash: proposal.action_hash }
  const [, [open], [row]] = await Promise.all([
    lockRequest(tx, { tenant, request }),
    selectOpenProposal(tx, of),
    insertUnlessOpen(tx, of, proposal),
  ])
  if (open) return { row: open, issued: false }
  if (!row) throw new DexError('internal', 'a step was neither found nor issued')
  return { row, issued: true }
}

/** Alone with the request's steps, until the transaction ends. */
export const lockRequest = prepared<{ tenant: string; request: string }, unknown>((database, value) =>
  database
    .selectFrom('requests')
    .select('id')
    .where('tenant', '=', value('tenant'))
    .where('id', '=', value('request'))
    .forNoKeyUpdate(),
)

interface OpenKey {
  tenant: string
  request: string
  actionHash: string
}

const openProposals = (database: Kysely<Schema>, value: Value<OpenKey>) =>
  database
    .selectFrom('proposals')
    .where('tenant', '=', value('tenant'))
    .where('request', '=', value('request'))
    .where('action_hash', '=', value('actionHash'))
    .where('shown_at', 'is', null)
    .where('state', '<>', 'void')

const selectOpenProposal = prepared<OpenKey, ProposalRow>((database, value) =>
  openProposals(database, value).selectAll(),
)

const insertUnlessOpen = preparedColumns<OpenKey, NewProposal, ProposalRow>((database, columns, value) => {
  const names = Object.keys(columns) as (keyof NewProposal)[]
  const last = database
    .selectFrom('proposals')
    .select((select) => select.fn.coalesce(select.fn.max('step'), sql<number>`0`).as('step'))
    .where('tenant', '=', value('tenant'))
    .where('request', '=', value('request'))
  return database
    .insertInto('proposals')
    .columns(['tenant', 'request', 'step', ...names])
    .expression(
      database
        .selectNoFrom([
          sql`${value('tenant')}`.as('tenant'),
          sql`${value('request')}`.as('request'),
          sql`(${last}) + 1`.as('step'),
          ...names.map((name) => sql`${columns[name]}`.as(name)),
        ])
        .where(({ not, exists }) => not(exists(openProposals(database, value).select('step')))),
    )
    .returningAll()
})

export async function updateProposal(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  step: number,
  change: Updateable<Schema['proposals']>,
): Promise<void> {
  await changeProposal(tx, { tenant, request, step }, { ...change, updated_at: new Date() })
}

interface ProposalKey {
  tenant: string
  request: string
  step: number
}

const changeProposal = preparedColumns<ProposalKey, Updateable<Schema['proposals']>>(
  (database, columns, value) =>
    database
      .updateTable('proposals')
      .set(columns)
      .where('tenant', '=', value('tenant'))
      .where('request', '=', value('request'))
      .where('step', '=', value('step')),
)

/** What came of these steps is what the model is told from now on: the same action is a new step (T7). */
export async function markShown(tenant: TenantId, tx: Tx, request: RequestId, at: Date): Promise<void> {
  await showSettled(tx, { tenant, request, at })
}

const showSettled = prepared<{ tenant: string; request: string; at: Date }, unknown>((database, value) =>
  database
    .updateTable('proposals')
    .set({ shown_at: value('at') })
    .where('tenant', '=', value('tenant'))
    .where('request', '=', value('request'))
    .where('shown_at', 'is', null)
    .where('state', 'in', ['done', 'failed', 'denied', 'in_doubt']),
)

/** How often this exact action was denied in this request. */
export async function countDenied(
  tenant: TenantId,
  tx: Tx,
  request: RequestId,
  actionHash: string,
): Promise<number> {
  const row = await tx
    .selectFrom('proposals')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where('tenant', '=', tenant)
    .where('request', '=', request)
    .where('action_hash', '=', actionHash)
    .where('state', '=', 'denied')
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** What else is looked for: beside which request, on which targets, by the platform's id. */
export interface OthersWanted {
  id: string
  request: string
  targets: readonly string[]
}

/** For each of these, other requests under way that want to change one of its targets; a few of them. */
export async function listOthersOn(
  tenant: TenantId,
  tx: Tx,
  wanted: readonly OthersWanted[],
): Promise<ReadonlyMap<string, string[]>> {
  const looks = wanted.flatMap(({ id, request, targets }) =>
    targets.map((target) => ({ id, request, target })),
  )
  if (looks.length === 0) return new Map()
  const { rows } = await sql<{ id: string; others: string[] }>`
    select k.id, (array_agg(distinct o.request order by o.request))[1:5] as others
    from unnest(${looks.map((each) => each.id)}::text[], ${looks.map((each) => each.request)}::text[],
      ${looks.map((each) => each.target)}::text[]) k (id, request, target)
    cross join lateral (
      select distinct w.request from (
        select request from proposals where tenant = ${tenant} and is_write and state in ('decided', 'waiting')
          and target_id = k.target
        union all
        select request from bulk_lines where tenant = ${tenant} and state = 'waiting' and target_id = k.target
      ) w join requests r on r.tenant = ${tenant} and r.id = w.request
      where w.request <> k.request and r.closed_at is null order by w.request limit 5
    ) o group by k.id`.execute(tx)
  return new Map(rows.map((row) => [row.id, row.others]))
}
