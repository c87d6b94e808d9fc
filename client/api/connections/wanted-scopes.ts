import type { ActionDefinition } from '#contract/action.ts'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { type ConnectionKind, scopesFor } from '#delegation/index.ts'
import { type Approver, approvable } from '#policy/approvable.ts'
import type { Bundle } from '#policy/bundle.ts'
import { possible } from '#policy/possible.ts'
import type { ApiDeps } from '../deps.ts'
import { partsInForce } from '#client/api/policy/in-force.ts'
import { uniteBundles } from '#policy/unite.ts'
import { findSettings } from '#store/tenants.ts'

/** Whose connection it is to be. */
export interface Whose {
  platform: string
  kind: ConnectionKind
  /** Dex roles of its person: a live console session is an admin's. */
  roles: readonly string[]
  /** Among which approvers its person is; null: among none that is known. */
  sets: Approver | 'all' | null
}

/** Channels on which a connection serves with nobody's yes naming it: its person's own, the reading one's, a console's. */
const servedBy = { own: ['go'], investigate: ['ticket', 'go', 'pro'], admin: ['pro'] } as const
/** Channels on which a yes lends its person's credential; at a console it is the console's admin's. */
const lentOn = ['ticket', 'go'] as const

/**
 * The scopes that a connection asks for: of the actions that its kind, its person's role and the policy in force could ever have
 * it used for; an approver's, of the writes that somebody like them may be asked for a yes to. Without any policy nobody can tell
 * yet: of all that its kind is for.
 */
export async function createWantedScopes(
  deps: Pick<ApiDeps, 'database' | 'catalog'>,
  tenant: TenantId,
): Promise<(whose: Whose) => string[]> {
  const { operator, tenant: own } = await partsInForce(deps, tenant)
  const bundle: Bundle | null = operator && uniteBundles(operator, own)
  const settings = await deps.database.read(tenant, (tx) => findSettings(tenant, tx))
  if (!settings) throw new DexError('tenant_suspended')
  return (whose) => {
    const { kind, roles, sets } = whose
    const used = (definition: ActionDefinition): boolean => {
      if (bundle === null) return true
      const { rules } = bundle
      const may = (channel: string) => possible(definition, rules, { tenant, channel })
      if (kind !== 'admin') return servedBy[kind].some(may)
      if (roles.includes('admin') && servedBy.admin.some(may)) return true
      return (
        definition.write &&
        sets !== null &&
        lentOn.some(
          (channel) =>
            may(channel) &&
            (sets === 'all' ||
              approvable(definition, rules, { tenant, channel }, sets, settings.defaultApprovers)),
        )
      )
    }
    return scopesFor(whose.platform, whose.kind, [...deps.catalog.values()].filter(used))
  }
}
