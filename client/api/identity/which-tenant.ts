import { DexError } from '#contract/error.ts'
import type { SignInId, TenantId } from '#contract/ids.ts'
import { listTenants } from '#store/tenants.ts'
import type { ApiDeps } from '../deps.ts'

/**
 * Whose sign-in this id names; without one, that of the tenant which runs the installation. INVARIANT: no name of a
 * tenant is taken, so that nobody learns here which ones there are.
 */
export async function whichTenant(
  deps: Pick<ApiDeps, 'database' | 'operatorTenant'>,
  named: SignInId | undefined,
): Promise<TenantId> {
  const tenants = await listTenants(deps.database)
  const own = deps.operatorTenant ?? (tenants.length === 1 ? tenants[0]?.tenant : undefined)
  const found = tenants.find((each) => (named === undefined ? each.tenant === own : each.signIn === named))
  if (!found)
    throw new DexError('not_found', 'this is nobody’s sign-in', {
      mend: 'open the address that your administrator gave you, /auth/login?signIn=sgn_…; `dex tenant create` and `dex doctor` print it',
    })
  if (found.state !== 'active') throw new DexError('tenant_suspended')
  return found.tenant
}
