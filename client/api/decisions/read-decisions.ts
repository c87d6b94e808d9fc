import { z } from 'zod'
import type { TenantId } from '#contract/ids.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { Tx } from '#store/database.ts'
import { listDecisionsOf } from '#store/decisions.ts'
import type { ApiDeps } from '../deps.ts'
import { profilesOf } from '../identity/profile.ts'

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

/** By request, each request's in the order that they were said; one look for all, and one for their people. */
export async function readDecisions(
  deps: ApiDeps,
  tenant: TenantId,
  tx: Tx,
  { requests, yesOrNo = false }: { requests: readonly string[]; yesOrNo?: boolean },
): Promise<ReadonlyMap<string, DecisionView[]>> {
  const rows = await listDecisionsOf(tenant, tx, { requests, yesOrNo })
  const away = rows.flatMap(({ statement }) => (statement as DecisionStatement).onBehalfOf ?? [])
  const profiles = await profilesOf(deps, tenant, tx, [...rows.map((row) => row.approver), ...away])
  const inNameOf = ({ onBehalfOf: person }: DecisionStatement): DecisionView['onBehalfOf'] => {
    const profile = person === null ? undefined : profiles.get(person)
    return person === null ? null : { person, name: profile?.name ?? profile?.email ?? null }
  }
  const views = new Map<string, DecisionView[]>(requests.map((request) => [request, []]))
  for (const row of rows)
    views.get(row.request)?.push({
      id: row.id,
      step: row.step,
      person: row.approver,
      name: profiles.get(row.approver)?.name ?? null,
      email: profiles.get(row.approver)?.email ?? null,
      onBehalfOf: inNameOf(row.statement as DecisionStatement),
      verdict: row.verdict,
      at: row.decided_at.toISOString(),
      code: row.code,
    })
  return views
}
