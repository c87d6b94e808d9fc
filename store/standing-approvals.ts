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
  const { id, request, step, now } = use
  const dayAgo = dayBefore(now)
  // Sent together, the lock first: each look is made under it.
  const [[locked], [signed], before, [counted]] = await Promise.all([
    lockStanding(tx, { tenant, id }),
    countSignatures(tx, { tenant, id }),
    findStandingUse(tenant, tx, use),
    countUses(tx, { tenant, id, dayAgo }),
  ])
  if (locked?.state !== 'active' || locked.until.getTime() <= now.getTime()) return false
  if (signed?.count !== use.signatures) return false
  if (before !== null) return before === id
  if (!counted || counted.used >= use.cap.total || counted.today >= use.cap.perDay) return false
  await insertUse(tx, { tenant, id, request, step, now })
  return true
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

const countUses = prepared<StandingKey & { dayAgo: Date }, { used: number; today: number }>(
  (database, value) =>
    database
      .selectFrom('standing_uses')
      .select([
        sql<number>`count(*)::int`.as('used'),
        sql<number>`(count(*) filter (where used_at > ${value('dayAgo')}::timestamptz))::int`.as('today'),
      ])
      .where('tenant', '=', value('tenant'))
      .where('standing', '=', value('id')),
)

const insertUse = prepared<StandingKey & { request: string; step: number; now: Date }, unknown>(
  (database, value) =>
    database.insertInto('standing_uses').values({
      tenant: value('tenant'),
      standing: value('id'),
      request: value('request'),
      step: value('step'),
      used_at: value('now'),
    }),
)

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
