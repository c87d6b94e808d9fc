import type { SignInId, TenantId } from '#contract/ids.ts'
import type { Database, Tx } from './database.ts'
import { prepared } from './prepared.ts'
import type { TenantSettings } from './schema.ts'

export interface TenantRow {
  tenant: TenantId
  state: 'active' | 'suspended' | 'deleting'
  /** The namespace of Temporal that is its own; null: the one that tenants share. Never changed. */
  namespace: string | null
  signIn: SignInId
}

/** Every tenant of this installation: ids, states and namespaces only. */
export async function listTenants(database: Database): Promise<TenantRow[]> {
  const rows = await database.registry
    .selectFrom('tenants')
    .select(['tenant', 'state', 'namespace', 'sign_in as signIn'])
    .orderBy('tenant')
    .execute()
  return rows as TenantRow[]
}

/** The namespace of Temporal that is this tenant's own; null: the one that tenants share. */
export async function findNamespace(tenant: TenantId, database: Database): Promise<string | null> {
  const row = await database.registry
    .selectFrom('tenants')
    .select('namespace')
    .where('tenant', '=', tenant)
    .executeTakeFirst()
  return row?.namespace ?? null
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
  return (await selectSettings(tx, { tenant }))[0]?.settings ?? null
}

const selectSettings = prepared<{ tenant: string }, { settings: TenantSettings }>((database, value) =>
  database.selectFrom('tenant_settings').select('settings').where('tenant', '=', value('tenant')),
)
