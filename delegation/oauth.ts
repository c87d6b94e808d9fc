import * as openid from 'openid-client'
import { DexError } from '#contract/error.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { issuerOf, type PlatformClient, type PublicPlatformClient } from './platform-client.ts'
import { endpointOrigins } from './vendors.ts'

export interface OAuthDeps {
  fetchFor: FetchFor
  /** True in the sandbox profile alone: authorization servers on http. */
  allowHttp: boolean
}

/** A discovered authorization server with our client on it. */
export type OAuth = (client: PlatformClient | PublicPlatformClient) => Promise<openid.Configuration>

const TIMEOUT_SECONDS = 15

/**
 * Discovers anew on every call: nothing about a platform is kept between two of them, and a connection is refreshed
 * once an hour. INVARIANT: client secret, code and refresh token go to the issuer's or the platform's own origin,
 * or to one that `vendors.ts` has for this issuer, whatever the discovery document says.
 */
export function createOAuth(deps: OAuthDeps): OAuth {
  return async (client) => {
    const issuer = new URL(issuerOf(client))
    const allowed = new Set([issuer.origin, client.origin, ...endpointOrigins(issuer.origin)])
    const reach: openid.CustomFetch = async (url, options) => {
      const { origin } = new URL(url)
      if (!allowed.has(origin)) {
        throw new DexError('egress_refused', 'the authorization server names an address of another origin')
      }
      return deps.fetchFor(origin)(url, options as RequestInit)
    }
    const secret = 'clientSecret' in client ? client.clientSecret : undefined
    return openid.discovery(
      issuer,
      client.clientId,
      undefined,
      secret === undefined ? openid.None() : openid.ClientSecretBasic(secret),
      {
        [openid.customFetch]: reach,
        timeout: TIMEOUT_SECONDS,
        execute: deps.allowHttp ? [openid.allowInsecureRequests] : [],
      },
    )
  }
}
