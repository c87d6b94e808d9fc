import type { TenantId } from '#contract/ids.ts'
import type { Database, Tx } from './database.ts'
import type { TenantSettings } from './schema.ts'

export interface TenantRow {
  tenant: TenantId
  state: 'active' | 'suspended' | 'deleting'
}

/** Every tenant of this installation: ids and states only. */
export async function listTenants(database: Database): Promise<TenantRow[]> {
  const rows = await database.registry
    .selectFrom('tenants')
    .select(['tenant', 'state'])
    .orderBy('tenant')
    .execute()
  return rows as TenantRow[]
}

/** Whether this is the tenant that runs the installation: the only one there is, or the one that the operator names. */
export async function runsInstallation(
  database: Database,
  named: TenantId | null,
  tenant: TenantId,
): Promise<boolean> {
  if (named !== null) return named === tenant
  const tenants = await listTenants(database)
  return tenants.length === 1 && tenants[0]?.tenant === tenant
}

export async function findSettings(tenant: TenantId, tx: Tx): Promise<TenantSettings | null> {
  const row = await tx
    .selectFrom('tenant_settings')
    .select('settings')
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  return row?.settings ?? null
}
