import type { ActionDefinition } from '#contract/action.ts'
import type { TenantId } from '#contract/ids.ts'
import { type ConnectionKind, scopesFor } from '#delegation/index.ts'
import type { Bundle } from '#policy/bundle.ts'
import { possible } from '#policy/possible.ts'
import type { ApiDeps } from '../deps.ts'
import { partsInForce } from '#client/api/policy/in-force.ts'
import { uniteBundles } from '#policy/unite.ts'

/** Whose connection it is to be. */
export interface Whose {
  platform: string
  kind: ConnectionKind
  /** Dex roles of its person. */
  roles: readonly string[]
}

/** The channels that a connection of this kind serves, for somebody with these roles. */
function channelsOf({ kind, roles }: Pick<Whose, 'kind' | 'roles'>): readonly string[] {
  if (kind === 'own') return ['go']
  // A live console session runs on its admin's own connection; whoever only approves has none.
  return kind === 'admin' && !roles.includes('admin') ? ['ticket', 'go'] : ['ticket', 'go', 'pro']
}

/**
 * The scopes that a connection asks for: of the actions that its kind, its person's role and the policy in force could ever have
 * it used for. Without any policy nobody can tell yet: of all that its kind is for.
 */
export async function createWantedScopes(
  deps: Pick<ApiDeps, 'database' | 'catalog'>,
  tenant: TenantId,
): Promise<(whose: Whose) => string[]> {
  const { operator, tenant: own } = await partsInForce(deps, tenant)
  const bundle: Bundle | null = operator && uniteBundles(operator, own)
  return (whose) => {
    const channels = channelsOf(whose)
    const used = (definition: ActionDefinition): boolean =>
      bundle === null || channels.some((channel) => possible(definition, bundle.rules, { tenant, channel }))
    return scopesFor(whose.platform, whose.kind, [...deps.catalog.values()].filter(used))
  }
}
