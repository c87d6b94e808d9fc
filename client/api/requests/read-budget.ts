import { z } from 'zod'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from '#store/database.ts'
import type { RequestRow } from '#store/requests.ts'
import { findSettings } from '#store/tenants.ts'

const Share = z.strictObject({ used: z.number(), of: z.number() })

/** What the request took of its bounds; money in US dollars by the configured prices, `of` null without a bound. */
export const BudgetView = z
  .strictObject({
    turns: Share,
    tokens: Share,
    denials: Share,
    usd: z.strictObject({ used: z.number(), of: z.number().nullable() }),
  })
  .meta({ id: 'Budget' })
export type BudgetView = z.infer<typeof BudgetView>

export async function readBudget(tenant: TenantId, tx: Tx, row: RequestRow): Promise<BudgetView> {
  const settings = await findSettings(tenant, tx)
  const { turns = 0, tokens = 0, denials = 0 } = settings?.bounds ?? {}
  return {
    turns: { used: row.turns, of: turns },
    tokens: { used: Number(row.tokens), of: tokens },
    denials: { used: row.denials, of: denials },
    usd: { used: Number(row.cost_micros) / 1_000_000, of: settings?.budgets?.requestUsd ?? null },
  }
}
