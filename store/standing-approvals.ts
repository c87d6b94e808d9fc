import { type Insertable, type Selectable, sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

export type StandingRow = Selectable<Schema['standing_approvals']>
export type StandingSignature = Pick<
  Selectable<Schema['standing_signatures']>,
  'person' | 'statement' | 'signature'
>

/** One that may cover an action, with every signature on it. */
export interface StandingCandidate {
  id: string
  signatures: StandingSignature[]
  used: number
  /** Within the 24 hours before now. */
  usedToday: number
}

/** In force for this action, the oldest first. */
export const listStandingFor = (
  tenant: TenantId,
  tx: Tx,
  of: { action: string; now: Date },
): Promise<StandingCandidate[]> =>
  selectCandidates(tx, {
    tenant,
    action: of.action,
    now: of.now,
    dayAgo: dayBefore(of.now),
  })

export const dayBefore = (now: Date): Date => new Date(now.getTime() - 86_400_000)

const selectCandidates = prepared<
  { tenant: string; action: string; now: Date; dayAgo: Date },
  StandingCandidate
>((database, value) =>
  database
    .selectFrom('standing_approvals as s')
    .select((select) => [
      's.id',
      sql<StandingSignature[]>`coalesce((
        select json_agg(json_build_object('person', g.person, 'statement', g.statement, 'signature', g.signature) order by g.signed_at, g.person)
        from standing_signatures g where g.tenant = s.tenant and g.standing = s.id), '[]')`.as('signatures'),
      select
        .selectFrom('standing_uses as u')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('u.tenant', '=', 's.tenant')
        .whereRef('u.standing', '=', 's.id')
        .$asScalar()
        .$notNull()
        .as('used'),
      select
        .selectFrom('standing_uses as u')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('u.tenant', '=', 's.tenant')
        .whereRef('u.standing', '=', 's.id')
        .where('u.used_at', '>', value('dayAgo'))
        .$asScalar()
        .$notNull()
        .as('usedToday'),
    ])
    .where('s.tenant', '=', value('tenant'))
    .where('s.action', '=', value('action'))
    .where('s.state', '=', 'active')
    .where('s.until', '>', value('now'))
    .orderBy('s.granted_at')
    .orderBy('s.id')
    .limit(100),
)

/** The standing approval that this step ran under before, if any: a step keeps its place in the cap. */
export async function findStandingUse(
  tenant: TenantId,
  tx: Tx,
  of: { request: string; step: number },
): Promise<string | null> {
  const [row] = await selectUse(tx, { tenant, request: of.request, step: of.step })
  return row?.standing ?? null
}

const selectUse = prepared<{ tenant: string; request: string; step: number }, { standing: string }>(
  (database, value) =>
    database
      .selectFrom('standing_uses')
      .select('standing')
      .where('tenant', '=', value('tenant'))
      .where('request', '=', value('request'))
      .where('step', '=', value('step')),
)

/**
 * Uses up one place for a step; false where it was ended, or its cap is reached.
 * INVARIANT: the row's lock makes looking, counting and inserting one, so a hundred at once cannot pass a cap of ten, and none
 * passes an end that was committed.
 */
export async function useStanding(
  tenant: TenantId,
  tx: Tx,
  use: {
    id: string
    request: string
    step: number
    now: Date
    cap: { total: number; perDay: number }
    /** Signatures that were verified; one fewer or more starts over. */
    signatures: number
  },
): Promise<boolean> {
  const { id, request, step, now, cap, signatures } = use
  const place = { tenant, id, request, step, now, dayAgo: dayBefore(now) }
  const under = { total: cap.total, perDay: cap.perDay, signatures }
  // Sent together, the lock first: each look, and the insert's own, is made under it.
  const [[locked], [signed], , used] = await Promise.all([
    lockStanding(tx, { tenant, id }),
    countSignatures(tx, { tenant, id }),
    insertUseUnderCap(tx, { ...place, ...under }),
    findStandingUse(tenant, tx, use),
  ])
  const stands = locked?.state === 'active' && locked.until.getTime() > now.getTime()
  return stands && signed?.count === signatures && used === id
}

interface StandingKey {
  tenant: string
  id: string
}

const lockStanding = prepared<StandingKey, Pick<StandingRow, 'state' | 'until'>>((database, value) =>
  database
    .selectFrom('standing_approvals')
    .select(['state', 'until'])
    .where('tenant', '=', value('tenant'))
    .where('id', '=', value('id'))
    .forNoKeyUpdate(),
)

const countSignatures = prepared<StandingKey, { count: number }>((database, value) =>
  database
    .selectFrom('standing_signatures')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('tenant', '=', value('tenant'))
    .where('standing', '=', value('id')),
)

interface NewUse extends StandingKey {
  request: string
  step: number
  now: Date
  dayAgo: Date
  total: number
  perDay: number
  signatures: number
}

/** Nothing where the step has used one before, or where this one is over, used up, or signed by others. */
const insertUseUnderCap = prepared<NewUse, unknown>((database, value) => {
  const of = <Table extends 'standing_uses' | 'standing_signatures'>(table: Table) =>
    sql`select count(*) from ${sql.table(table)} where tenant = ${value('tenant')} and standing = ${value('id')}`
  return database
    .insertInto('standing_uses')
    .columns(['tenant', 'standing', 'request', 'step', 'used_at'])
    .expression(
      database
        .selectFrom('standing_approvals')
        .select([
          'tenant',
          'id as standing',
          sql<string>`${value('request')}::text`.as('request'),
          sql<number>`${value('step')}::int`.as('step'),
          sql<Date>`${value('now')}::timestamptz`.as('used_at'),
        ])
        .where('tenant', '=', value('tenant'))
        .where('id', '=', value('id'))
        .where('state', '=', 'active')
        .where('until', '>', value('now'))
        .where(sql<boolean>`(${of('standing_signatures')}) = ${value('signatures')}::int`)
        .where(sql<boolean>`(${of('standing_uses')}) < ${value('total')}::int`)
        .where(
          sql<boolean>`(${of('standing_uses')} and used_at > ${value('dayAgo')}::timestamptz) < ${value('perDay')}::int`,
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('standing_uses')
                .select('standing')
                .where('tenant', '=', value('tenant'))
                .where('request', '=', value('request'))
                .where('step', '=', value('step')),
            ),
          ),
        ),
    )
})

/** False where there is one of this id. */
export async function insertStanding(
  tenant: TenantId,
  tx: Tx,
  row: Omit<Insertable<Schema['standing_approvals']>, 'tenant'>,
): Promise<boolean> {
  const inserted = await tx
    .insertInto('standing_approvals')
    .values({ ...row, tenant })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** False where this person signed it before. */
export async function insertStandingSignature(
  tenant: TenantId,
  tx: Tx,
  row: Omit<Insertable<Schema['standing_signatures']>, 'tenant'>,
): Promise<boolean> {
  const inserted = await tx
    .insertInto('standing_signatures')
    .values({ ...row, tenant })
    .onConflict((conflict) => conflict.doNothing())
    .returning('person')
    .executeTakeFirst()
  return inserted !== undefined
}

/** False where it had ended already. */
export async function endStanding(
  tenant: TenantId,
  tx: Tx,
  id: string,
  end: {
    state: 'revoked' | 'lapsed'
    code: string
    by: string | null
    at: Date
  },
): Promise<boolean> {
  const ended = await tx
    .updateTable('standing_approvals')
    .set({
      state: end.state,
      code: end.code,
      closed_by: end.by,
      closed_at: end.at,
    })
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .where('state', '=', 'active')
    .returning('id')
    .executeTakeFirst()
  return ended !== undefined
}
