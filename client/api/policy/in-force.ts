import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Bundle } from '#policy/bundle.ts'
import { fromJson } from '#policy/json.ts'
import { uniteBundles } from '#policy/unite.ts'
import { findInForce, loadBundles } from '#store/bundles.ts'
import type { ApiDeps } from '../deps.ts'

export interface Parts {
  operator: Bundle | null
  tenant: Bundle | null
}

export async function partsInForce(deps: Pick<ApiDeps, 'database'>, tenant: TenantId): Promise<Parts> {
  const bodies = await deps.database.transaction(tenant, async (tx) =>
    loadBundles(tenant, tx, await findInForce(tenant, tx)),
  )
  return {
    operator: bodies.operator && fromJson(bodies.operator),
    tenant: bodies.tenant && fromJson(bodies.tenant),
  }
}

/** What decides for this tenant now. Throws `no_policy`. */
export async function bundleInForce(deps: Pick<ApiDeps, 'database'>, tenant: TenantId): Promise<Bundle> {
  const { operator, tenant: own } = await partsInForce(deps, tenant)
  if (!operator) throw new DexError('no_policy')
  return uniteBundles(operator, own)
}
