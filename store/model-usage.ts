import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { prepared } from './prepared.ts'

/** What a tenant's requests took of models; money in millionths of a dollar. */
export interface ModelUsage {
  tokens: number
  costMicros: number
}

export interface UsageNow {
  day: ModelUsage
  month: ModelUsage
}

/** Days and months are UTC's: the same on every worker. */
export async function addUsage(
  tenant: TenantId,
  tx: Tx,
  at: Date,
  /** `model`: the one that answered, as it names itself; null where none did. */
  used: ModelUsage & { model: string | null },
): Promise<void> {
  const models = used.model === null ? [] : [used.model]
  await upsertUsage(tx, { ...used, tenant, day: dayOf(at), models })
}

const upsertUsage = prepared<ModelUsage & { tenant: string; day: string; models: string[] }, unknown>(
  (database, value) =>
    database
      .insertInto('model_usage')
      .values({
        tenant: value('tenant'),
        day: value('day'),
        turns: 1,
        tokens: value('tokens'),
        cost_micros: value('costMicros'),
        models: value('models'),
      })
      .onConflict((conflict) =>
        conflict.columns(['tenant', 'day']).doUpdateSet((set) => ({
          turns: set('model_usage.turns', '+', set.ref('excluded.turns')),
          tokens: set('model_usage.tokens', '+', set.ref('excluded.tokens')),
          cost_micros: set('model_usage.cost_micros', '+', set.ref('excluded.cost_micros')),
          models: sql<
            string[]
          >`array(select distinct unnest(model_usage.models || excluded.models) order by 1)`,
        })),
      ),
)

export async function findUsage(tenant: TenantId, tx: Tx, at: Date): Promise<UsageNow> {
  const day = dayOf(at)
  const rows = await selectUsage(tx, { tenant, first: `${day.slice(0, 7)}-01`, day })
  const total = (of: typeof rows): ModelUsage => ({
    tokens: of.reduce((sum, row) => sum + Number(row.tokens), 0),
    costMicros: of.reduce((sum, row) => sum + Number(row.cost_micros), 0),
  })
  return { day: total(rows.filter((row) => row.day === day)), month: total(rows) }
}

const selectUsage = prepared<
  { tenant: string; first: string; day: string },
  { day: string; tokens: string; cost_micros: string }
>((database, value) =>
  database
    .selectFrom('model_usage')
    .select([sql<string>`day::text`.as('day'), 'tokens', 'cost_micros'])
    .where('tenant', '=', value('tenant'))
    .where('day', '>=', value('first'))
    .where('day', '<=', value('day')),
)

export interface DayUsage extends ModelUsage {
  /** `YYYY-MM-DD` in UTC. */
  day: string
  turns: number
  /** Those that answered. */
  models: string[]
}

/** Day by day since `from`, the latest first; a day on which no model was asked is not there. */
export async function listUsage(tenant: TenantId, tx: Tx, from: Date): Promise<DayUsage[]> {
  const rows = await tx
    .selectFrom('model_usage')
    .select([sql<string>`day::text`.as('day'), 'turns', 'tokens', 'cost_micros', 'models'])
    .where('tenant', '=', tenant)
    .where('day', '>=', dayOf(from))
    .orderBy('day', 'desc')
    .execute()
  return rows.map(({ day, turns, tokens, cost_micros, models }) => ({
    day,
    models,
    turns: Number(turns),
    tokens: Number(tokens),
    costMicros: Number(cost_micros),
  }))
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
