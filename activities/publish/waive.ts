import { fromJson } from '#policy/json.ts'
import { loadBundles } from '#store/bundles.ts'
import type { GateDeps } from '../deps.ts'
import { asked } from './asked.ts'
import type { LoadedPublication } from './load.ts'
import { entitlementOrNull, mayFill } from './second-person.ts'

/**
 * Whether the operator's bundle in force spares the second person: never for a change that loosens anything, and only for an
 * author who could have been one.
 */
export async function mayWaive(deps: GateDeps, loaded: LoadedPublication): Promise<boolean> {
  const { statement, settings } = loaded
  if (statement.loosens) return false
  const { operator } = await deps.database.read(deps.tenant, (tx) =>
    loadBundles(deps.tenant, tx, { operator: statement.base.operator, tenant: null }),
  )
  if (operator === null || fromJson(operator).secondPerson !== 'loosening') return false
  const { person } = statement.author
  const entitled = await entitlementOrNull(deps, loaded, person)
  if (entitled === null) return false
  const { approvals } = asked(settings, deps.publishing, person).obligations
  return mayFill(
    person,
    entitled,
    approvals.map((each) => ({ ...each, not: [] })),
  )
}
