import type { TenantId } from '#contract/ids.ts'
import type { Bundle } from '#policy/bundle.ts'
import { digestOfUnion } from '#policy/digest.ts'
import { fromJson } from '#policy/json.ts'
import { uniteBundles } from '#policy/unite.ts'
import { type InForce, listBundles, loadBundles } from '#store/bundles.ts'
import type { Tx } from '#store/database.ts'

/**
 * The bundles by which decisions were made, from the digests that they name: the operator's alone, or one of the operator's
 * with one of the tenant's own. Null for a digest that nothing stored gives.
 */
export async function createBundleFinder(
  tenant: TenantId,
  tx: Tx,
): Promise<(digest: string) => Promise<Bundle | null>> {
  const stored = await listBundles(tenant, tx)
  const known = new Map<string, InForce>()
  for (const operator of stored.operator) {
    known.set(operator.digest, { operator: operator.digest, tenant: null })
    for (const own of stored.tenant) {
      const parts = { operator: operator.digest, tenant: own.digest }
      known.set(digestOfUnion(parts.operator, parts.tenant), parts)
    }
  }
  const found = new Map<string, Bundle | null>()
  return async (digest) => {
    if (!found.has(digest)) found.set(digest, await load(tenant, tx, known.get(digest)))
    return found.get(digest) ?? null
  }
}

async function load(tenant: TenantId, tx: Tx, parts: InForce | undefined): Promise<Bundle | null> {
  if (!parts) return null
  const bodies = await loadBundles(tenant, tx, parts)
  if (!bodies.operator) return null
  return uniteBundles(fromJson(bodies.operator), bodies.tenant && fromJson(bodies.tenant))
}
