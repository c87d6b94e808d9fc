import { z } from 'zod'
import type { TenantId } from '#contract/ids.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { Tx } from '#store/database.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'

/** Who said what, and what the gate's check made of it. */
export const DecisionView = z
  .strictObject({
    id: z.string(),
    step: z.int(),
    person: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    /** Whose deputy said it; null: their own word. */
    onBehalfOf: z.strictObject({ person: z.string(), name: z.string().nullable() }).nullable(),
    verdict: z.string(),
    at: z.iso.datetime(),
    /** `ok`, the code it was refused with, or null while nobody has checked it. */
    code: z.string().nullable(),
  })
  .meta({ id: 'Decision' })
export type DecisionView = z.infer<typeof DecisionView>

export interface DecisionFilter {
  request: string
  step?: number
  verdicts?: string[]
}

export async function readDecisions(
  deps: ApiDeps,
  tenant: TenantId,
  tx: Tx,
  filter: DecisionFilter,
): Promise<DecisionView[]> {
  let query = tx
    .selectFrom('decisions as d')
    .leftJoin('decision_checks as c', (join) =>
      join.onRef('c.tenant', '=', 'd.tenant').onRef('c.decision', '=', 'd.id'),
    )
    .select(['d.id', 'd.step', 'd.approver', 'd.verdict', 'd.statement', 'd.decided_at', 'c.code'])
    .where('d.tenant', '=', tenant)
    .where('d.request', '=', filter.request)
  if (filter.step !== undefined) query = query.where('d.step', '=', filter.step)
  if (filter.verdicts !== undefined) query = query.where('d.verdict', 'in', filter.verdicts)
  const rows = await query.orderBy('d.decided_at').orderBy('d.id').execute()
  const profiles = new Map<string, Awaited<ReturnType<typeof profileOf>>>()
  const away = rows.flatMap(({ statement }) => (statement as DecisionStatement).onBehalfOf ?? [])
  for (const person of [...rows.map((row) => row.approver), ...away])
    if (!profiles.has(person)) profiles.set(person, await profileOf(deps, tenant, tx, person))
  const inNameOf = ({ onBehalfOf: person }: DecisionStatement): DecisionView['onBehalfOf'] => {
    const profile = person === null ? null : profiles.get(person)
    return person === null ? null : { person, name: profile?.name ?? profile?.email ?? null }
  }
  return rows.map((row) => ({
    id: row.id,
    step: row.step,
    person: row.approver,
    name: profiles.get(row.approver)?.name ?? null,
    email: profiles.get(row.approver)?.email ?? null,
    onBehalfOf: inNameOf(row.statement as DecisionStatement),
    verdict: row.verdict,
    at: row.decided_at.toISOString(),
    code: row.code,
  }))
}
