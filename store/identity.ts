import type { Selectable } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import type { Schema } from './schema.ts'

export async function findIdentityProvider(
  tenant: TenantId,
  tx: Tx,
): Promise<Selectable<Schema['identity_providers']> | undefined> {
  return tx.selectFrom('identity_providers').selectAll().where('tenant', '=', tenant).executeTakeFirst()
}

/** What api may know of a platform's OAuth client: not the secret. */
export async function findPlatform(
  tenant: TenantId,
  tx: Tx,
  platform: string,
): Promise<{ platform: string; origin: string; client_id: string } | undefined> {
  return tx
    .selectFrom('platform_clients')
    .select(['platform', 'origin', 'client_id'])
    .where('tenant', '=', tenant)
    .where('platform', '=', platform)
    .executeTakeFirst()
}

export async function findPlatformClient(
  tenant: TenantId,
  tx: Tx,
  platform: string,
): Promise<Selectable<Schema['platform_clients']> | undefined> {
  return tx
    .selectFrom('platform_clients')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('platform', '=', platform)
    .executeTakeFirst()
}
