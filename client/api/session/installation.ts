import { DexError } from '#contract/error.ts'
import { listTenants } from '#store/tenants.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from './caller.ts'

type InstallationDeps = Pick<ApiDeps, 'database' | 'operatorTenant'>

/**
 * What is everybody's (the operator's bundle, Temporal Web with its ids and status of all tenants) is for the people of
 * the tenant that runs the installation alone: the only one there is, or the one that `DEX_OPERATOR_TENANT` names.
 */
export async function runsInstallation(
  deps: InstallationDeps,
  caller: Pick<Caller, 'tenant'>,
): Promise<boolean> {
  if (deps.operatorTenant === caller.tenant) return true
  const tenants = deps.operatorTenant === null ? await listTenants(deps.database) : []
  return tenants.length === 1 && tenants[0]?.tenant === caller.tenant
}

/** Throws `forbidden`. */
export async function assertRunsInstallation(
  deps: InstallationDeps,
  caller: Pick<Caller, 'tenant'>,
): Promise<void> {
  if (await runsInstallation(deps, caller)) return
  throw new DexError('forbidden', 'this is for the people who run the installation', {
    mend: 'the operator names their tenant in DEX_OPERATOR_TENANT',
  })
}
