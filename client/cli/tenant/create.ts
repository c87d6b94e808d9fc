import type { SignInId, TenantId } from '#contract/ids.ts'
import type { Database, Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import type { SecondFactor, TenantSettings } from '#store/schema.ts'
import type { DataKey } from '#vault/envelope.ts'
import { sealText } from '#vault/envelope.ts'
import type { NewPlatform } from './new-platform.ts'

export interface NewTenant {
  tenant: TenantId
  /** Of Temporal, its own; null: the one that tenants share. */
  namespace: string | null
  settings: TenantSettings
  identityProvider: {
    issuer: string
    clientId: string
    cliClientId: string
    clientSecret: string
    /** Group at the identity provider → roles in Dex, for opening pages. */
    groupRoles: Readonly<Record<string, readonly string[]>>
    /** What counts as a second factor shown; `mfa` in `amr` where nothing is said. */
    mfa?: SecondFactor
  }
  platforms: NewPlatform[]
  sources: {
    source: string
    kind: 'tickets'
    /** Whether external ids say nothing about people, and may stand in workflow ids. */
    impersonal: boolean
    secret: string
    /** How Dex answers there; null for a source that is only read. */
    sender: { kind: string; origin: string; token: string } | null
  }[]
}

/** The keys that a new tenant's secrets are sealed with: each by the one role that opens them. */
export interface SealingKeys {
  /** api's `door`: webhook secrets and the identity provider's client secret. */
  door: DataKey
  /** gate's `connection`: secrets of platform clients. */
  connection: DataKey
  /** gate's `channel`: what messages are sent with. */
  channel: DataKey
}

/**
 * Writes a tenant down as the database's owner, in one transaction, and answers its sign-in; null, and nothing changed, when it or another
 * one of this namespace exists. Its keys must stand before.
 */
export async function createTenant(
  database: Database,
  keys: SealingKeys,
  fresh: NewTenant,
): Promise<SignInId | null> {
  const { tenant } = fresh
  return database.transaction(tenant, async (tx) => {
    const made = await tx
      .insertInto('tenants')
      .values({ tenant, state: 'active', namespace: fresh.namespace })
      .onConflict((conflict) => conflict.doNothing())
      .returning('sign_in')
      .executeTakeFirst()
    if (!made) return null
    await tx
      .insertInto('tenant_settings')
      .values({ tenant, settings: JSON.stringify(fresh.settings) })
      .execute()
    await insertIdentityProvider(tx, keys, fresh)
    for (const platform of fresh.platforms) await insertPlatform(tx, keys, tenant, platform)
    for (const source of fresh.sources) await insertSource(tx, keys, tenant, source)
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'tenant.created',
      at: new Date().toISOString(),
      by: { role: 'dex' },
    })
    return made.sign_in as SignInId
  })
}

async function insertIdentityProvider(tx: Tx, keys: SealingKeys, fresh: NewTenant): Promise<void> {
  const { tenant, identityProvider: provider } = fresh
  const place = { tenant, table: 'identity_providers', row: tenant, field: 'sealed_secret' }
  await tx
    .insertInto('identity_providers')
    .values({
      tenant,
      issuer: provider.issuer,
      client_id: provider.clientId,
      cli_client_id: provider.cliClientId,
      sealed_secret: Buffer.from(sealText(keys.door, provider.clientSecret, place)),
      group_roles: JSON.stringify(provider.groupRoles),
      ...(provider.mfa && { mfa: JSON.stringify(provider.mfa) }),
    })
    .execute()
}

async function insertPlatform(
  tx: Tx,
  keys: SealingKeys,
  tenant: TenantId,
  { platform, origin, clientId, clientSecret, issuer, hostedDomain }: NewPlatform,
): Promise<void> {
  const place = { tenant, table: 'platform_clients', row: platform, field: 'sealed_secret' }
  const sealed_secret = Buffer.from(sealText(keys.connection, clientSecret, place))
  await tx
    .insertInto('platform_clients')
    .values({
      tenant,
      platform,
      origin,
      client_id: clientId,
      sealed_secret,
      issuer: issuer ?? null,
      hosted_domain: hostedDomain ?? null,
    })
    .execute()
}

async function insertSource(
  tx: Tx,
  keys: SealingKeys,
  tenant: TenantId,
  { source, kind, impersonal, secret, sender }: NewTenant['sources'][number],
): Promise<void> {
  const place = { tenant, table: 'sources', row: source, field: 'sealed_secret' }
  const sealed_secret = Buffer.from(sealText(keys.door, secret, place))
  await tx.insertInto('source_directory').values({ source, tenant }).execute()
  await tx.insertInto('sources').values({ tenant, source, kind, impersonal, sealed_secret }).execute()
  if (sender === null) return
  const sealed = sealText(keys.channel, sender.token, {
    tenant,
    table: 'senders',
    row: source,
    field: 'sealed_token',
  })
  await tx
    .insertInto('senders')
    .values({ tenant, source, kind: sender.kind, origin: sender.origin, sealed_token: Buffer.from(sealed) })
    .execute()
}
