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
  const row = await tx
    .selectFrom('standing_uses')
    .select('standing')
    .where('tenant', '=', tenant)
    .where('request', '=', of.request)
    .where('step', '=', of.step)
    .executeTakeFirst()
  return row?.standing ?? null
}

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
  const locked = await tx
    .selectFrom('standing_approvals')
    .select(['state', 'until'])
    .where('tenant', '=', tenant)
    .where('id', '=', use.id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (locked?.state !== 'active' || locked.until.getTime() <= use.now.getTime()) return false
  const { count } = await tx
    .selectFrom('standing_signatures')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('tenant', '=', tenant)
    .where('standing', '=', use.id)
    .executeTakeFirstOrThrow()
  if (count !== use.signatures) return false
  const before = await findStandingUse(tenant, tx, use)
  if (before !== null) return before === use.id
  const { used, today } = await tx
    .selectFrom('standing_uses')
    .select([
      sql<number>`count(*)::int`.as('used'),
      sql<number>`(count(*) filter (where used_at > ${dayBefore(use.now)}::timestamptz))::int`.as('today'),
    ])
    .where('tenant', '=', tenant)
    .where('standing', '=', use.id)
    .executeTakeFirstOrThrow()
  if (used >= use.cap.total || today >= use.cap.perDay) return false
  await tx
    .insertInto('standing_uses')
    .values({
      tenant,
      standing: use.id,
      request: use.request,
      step: use.step,
      used_at: use.now,
    })
    .execute()
  return true
}

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
