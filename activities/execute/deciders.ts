import type { Deciding } from './deciding.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Database } from '#store/database.ts'
import { compileBundle } from './compile-bundle.ts'
import { type InForce, loadBundles } from '#store/bundles.ts'

export interface DeciderSource {
  /** The bundle of these digests; null when no operator's bundle was ever published. */
  of(tenant: TenantId, inForce: InForce): Promise<Deciding | null>
}

const keptMax = 32

/** Keeps compiled bundles by digest; a newly published one is loaded at its first decision. */
export function createDeciders(database: Database): DeciderSource {
  const kept = new Map<string, Deciding>()
  return {
    async of(tenant, inForce) {
      if (inForce.operator === null) return null
      const name = `${inForce.operator} ${inForce.tenant === null ? '' : `${tenant} ${inForce.tenant}`}`
      const standing = kept.get(name)
      if (standing) return standing
      const bodies = await database.read(tenant, (tx) => loadBundles(tenant, tx, inForce))
      if (bodies.operator === null) return null
      const deciding = compileBundle(bodies.operator, bodies.tenant)
      if (kept.size >= keptMax) kept.delete(kept.keys().next().value ?? '')
      kept.set(name, deciding)
      return deciding
    },
  }
}
