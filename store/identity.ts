import type { Selectable } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

export async function findIdentityProvider(
  tenant: TenantId,
  tx: Tx,
): Promise<Selectable<Schema['identity_providers']> | undefined> {
  return tx.selectFrom('identity_providers').selectAll().where('tenant', '=', tenant).executeTakeFirst()
}

/** What api may know of a platform's OAuth client: not the secret. */
export type PlatformRow = Omit<Selectable<Schema['platform_clients']>, 'tenant' | 'sealed_secret'>

const platformColumns = ['platform', 'origin', 'client_id', 'issuer', 'hosted_domain'] as const

export async function findPlatform(
  tenant: TenantId,
  tx: Tx,
  platform: string,
): Promise<PlatformRow | undefined> {
  return tx
    .selectFrom('platform_clients')
    .select(platformColumns)
    .where('tenant', '=', tenant)
    .where('platform', '=', platform)
    .executeTakeFirst()
}

/** Every platform that the tenant has registered Dex with, by name. */
export async function listPlatforms(tenant: TenantId, tx: Tx): Promise<PlatformRow[]> {
  return selectPlatforms(tx, { tenant })
}

const selectPlatforms = prepared<{ tenant: string }, PlatformRow>((database, value) =>
  database
    .selectFrom('platform_clients')
    .select(platformColumns)
    .where('tenant', '=', value('tenant'))
    .orderBy('platform'),
)

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

/**
 * The organization that an account's id is an id of (T22): Microsoft's tenant by its issuer, Google's by its domain, else
 * the platform's own address. All of Graph has one address, as all of Google has.
 */
export const organizationOf = (row: PlatformRow): string => row.hosted_domain ?? row.issuer ?? row.origin

/** The columns as `delegation/` takes them: what is null there is absent here. */
export const clientOf = (row: PlatformRow) => ({
  origin: row.origin,
  clientId: row.client_id,
  ...(row.issuer !== null && { issuer: row.issuer }),
  ...(row.hosted_domain !== null && { hostedDomain: row.hosted_domain }),
})
