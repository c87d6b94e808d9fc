import { createRemoteJWKSet, customFetch as joseFetch, type JWTVerifyGetKey } from 'jose'
import * as openid from 'openid-client'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { findIdentityProvider } from '#store/identity.ts'
import type { SecondFactor } from '#store/schema.ts'
import { openText } from '#vault/envelope.ts'
import type { ApiDeps } from '../deps.ts'

export interface Provider {
  issuer: string
  cliClientId: string
  clientId: string
  groupRoles: Record<string, string[]>
  mfa: SecondFactor
  /** Our confidential client, discovered. */
  console: openid.Configuration
  keys: JWTVerifyGetKey
}

export type Providers = (tenant: TenantId) => Promise<Provider>

const freshMs = 10 * 60_000
const timeoutSeconds = 10

/**
 * The tenant's identity provider; what it publishes of itself is read again every ten minutes. Throws `not_found` and
 * `identity_provider_unavailable`.
 */
export function createProviders(deps: ApiDeps): Providers {
  const kept = new Map<string, { until: number; console: openid.Configuration; keys: JWTVerifyGetKey }>()
  const reach = (url: string | URL, options: RequestInit): Promise<Response> => {
    const { origin } = new URL(url)
    return deps.fetchFor(origin)(url, options)
  }

  async function discover(issuer: string, clientId: string, secret: string) {
    const configuration = await openid.discovery(
      new URL(issuer),
      clientId,
      undefined,
      openid.ClientSecretBasic(secret),
      {
        [openid.customFetch]: (url, options) => reach(url, options as RequestInit),
        timeout: timeoutSeconds,
        execute: [
          openid.enableNonRepudiationChecks,
          ...(deps.profile === 'sandbox' ? [openid.allowInsecureRequests] : []),
        ],
      },
    )
    const jwksUri = configuration.serverMetadata().jwks_uri
    if (jwksUri === undefined) throw new DexError('identity_provider_unavailable', 'it publishes no keys')
    const keys = createRemoteJWKSet(new URL(jwksUri), {
      [joseFetch]: (url: string, options: RequestInit) => reach(url, options),
      timeoutDuration: timeoutSeconds * 1_000,
    })
    return { console: configuration, keys }
  }

  return async (tenant) => {
    const row = await deps.database.transaction(tenant, (tx) => findIdentityProvider(tenant, tx))
    if (!row) throw new DexError('not_found', 'this tenant has no identity provider')
    const place = { tenant, table: 'identity_providers', row: tenant, field: 'sealed_secret' }
    const base = {
      issuer: row.issuer,
      clientId: row.client_id,
      cliClientId: row.cli_client_id,
      groupRoles: row.group_roles,
      mfa: row.mfa,
    }
    const name = `${tenant} ${row.issuer} ${row.client_id}`
    const standing = kept.get(name)
    if (standing && standing.until > deps.clock())
      return { ...base, console: standing.console, keys: standing.keys }
    const secret = openText([await deps.doorKey(tenant)], row.sealed_secret, place)
    try {
      const found = await discover(row.issuer, row.client_id, secret)
      kept.set(name, { ...found, until: deps.clock() + freshMs })
      return { ...base, ...found }
    } catch (cause) {
      throw new DexError('identity_provider_unavailable', undefined, { cause, retryAfterMs: 5_000 })
    }
  }
}
