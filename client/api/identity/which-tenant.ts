import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { listTenants } from '#store/tenants.ts'
import type { ApiDeps } from '../deps.ts'

/** The tenant that is named, or the only one there is. An unknown one reads as one that was not named. */
export async function whichTenant(deps: ApiDeps, named: TenantId | undefined): Promise<TenantId> {
  const tenants = await listTenants(deps.database)
  const found =
    named === undefined && tenants.length === 1 ? tenants[0] : tenants.find((each) => each.tenant === named)
  if (!found) throw new DexError('not_found', 'say which tenant', { mend: 'name your tenant in `tenant`' })
  if (found.state !== 'active') throw new DexError('tenant_suspended')
  return found.tenant
}
