import type { Decision, DecisionInput } from '#contract/decision.ts'
import type { TenantId } from '#contract/ids.ts'
import type { LimitObligation } from '#policy/bundle.ts'
import type { Database } from '#store/database.ts'
import { compileBundle } from './compile-bundle.ts'
import { type InForce, loadBundles } from '#store/bundles.ts'

export interface Limit extends LimitObligation {
  rule: string
  perMs: number
}

/** A bundle made ready: what the gate asks of the PDP. */
export interface Deciding {
  /** Digest of the united bundle. */
  digest: string
  decide(input: DecisionInput): Decision
  /** Fact paths that the rules covering an action read. */
  facts(action: string): ReadonlySet<string>
  /** Everything that these rules read, by path. */
  read(rules: ReadonlySet<string>): readonly string[]
  /** Groups whose members may approve something, as rules name them: platform-qualified ids. */
  approverGroups: ReadonlySet<string>
  /** Enforced rules with a limit that cover an action. */
  limits(action: string): readonly Limit[]
}

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
