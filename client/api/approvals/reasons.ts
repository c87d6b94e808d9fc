import type { ApproverSet, Obligations } from '#contract/decision.ts'
import type { TenantId } from '#contract/ids.ts'
import { findInForce } from '#store/bundles.ts'
import type { ApiDeps } from '../deps.ts'
import { bundleInForce } from '#client/api/policy/in-force.ts'

/** What rules say of themselves, and readable names for the ids in them. */
export interface Reasons {
  /** By rule. */
  because: ReadonlyMap<string, string>
  names: Readonly<Record<string, string>>
}

/** Of the bundle in force; read again when another one is. A rule that is gone meanwhile has no words any more. */
export function createReasons(deps: Pick<ApiDeps, 'database'>): (tenant: TenantId) => Promise<Reasons> {
  const kept = new Map<TenantId, { digests: string; reasons: Reasons }>()
  return async (tenant) => {
    const inForce = await deps.database.read(tenant, (tx) => findInForce(tenant, tx))
    const digests = `${inForce.operator} ${inForce.tenant}`
    const standing = kept.get(tenant)
    if (standing?.digests === digests) return standing.reasons
    if (inForce.operator === null) return { because: new Map(), names: {} }
    const bundle = await bundleInForce(deps, tenant)
    const said = bundle.rules.flatMap(({ id, because }) => (because === null ? [] : [[id, because] as const]))
    const reasons = { because: new Map(said), names: bundle.names }
    kept.set(tenant, { digests, reasons })
    return reasons
  }
}

/** By the bundle's own name where it has one. */
export function approversInWords(names: Reasons['names'], by: ApproverSet): string {
  const [id = ''] = Object.values(by)
  return names[id] ?? id
}

/** Who has to say yes, in words; the ids stand in the obligations. */
export const askedOf = ({ names }: Reasons, obligations: Obligations) =>
  (obligations.approvals ?? []).map(({ by, quorum, proof, within, otherwise, confirms }) => {
    const who = confirms ? 'the admin at the console, whom it runs as' : approversInWords(names, by)
    return { who, quorum, proof, within, otherwise, confirms: confirms === true }
  })
