import { DexError } from '#contract/error.ts'
import { runsInstallation } from '#store/tenants.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from './caller.ts'

/**
 * What is everybody's (the operator's bundle, Temporal Web with its ids and status of all tenants) is for the people of
 * the tenant that runs the installation alone: the only one there is, or the one that `DEX_OPERATOR_TENANT` names. Throws
 * `forbidden`.
 */
export async function assertRunsInstallation(
  deps: Pick<ApiDeps, 'database' | 'operatorTenant'>,
  { tenant }: Pick<Caller, 'tenant'>,
): Promise<void> {
  if (await runsInstallation(deps.database, deps.operatorTenant, tenant)) return
  throw new DexError('forbidden', 'this is for the people who run the installation', {
    mend: 'the operator names their tenant in DEX_OPERATOR_TENANT',
  })
}
