import * as openid from 'openid-client'
import type { Clock } from '#contract/clock.ts'
import { DexError } from '#contract/error.ts'
import { accountOf } from './account.ts'
import { toDelegationError } from './errors.ts'
import type { OAuth } from './oauth.ts'
import type { PlatformClient } from './platform-client.ts'
import { toTokens } from './to-tokens.ts'
import type { Tokens } from './tokens.ts'

export interface Exchange {
  /** Which claim is the account's id follows from it; `sub` when absent. */
  platform?: string
  client: PlatformClient
  /** The callback as it came, with `code`, `state` and, where the server sends it, `iss` (RFC 9207). */
  callbackUrl: string
  redirectUri: string
  state: string
  nonce: string
  codeVerifier: string
  /** What was asked for: what counts when the server does not say what it granted (RFC 6749, 5.1). */
  scopes: readonly string[]
}

/**
 * The code for tokens. Throws `state_invalid` when the callback does not belong to the authorization started with these
 * values (state, issuer, nonce, verifier, a used or foreign code), `platform_unavailable`, `platform_unauthenticated`.
 */
export async function exchange(oauth: OAuth, clock: Clock, request: Exchange): Promise<Tokens> {
  const { client } = request
  try {
    const config = await oauth(client)
    // Whose account it is rests on this token: its signature is checked too, not the connection that brought it alone.
    openid.enableNonRepudiationChecks(config)
    const callback = new URL(request.redirectUri)
    // Only the answer's query is taken over: openid-client derives redirect_uri from this URL.
    callback.search = new URL(request.callbackUrl).search
    const answer = await openid.authorizationCodeGrant(config, callback, {
      expectedState: request.state,
      expectedNonce: request.nonce,
      pkceCodeVerifier: request.codeVerifier,
      idTokenExpected: true,
    })
    const claims = answer.claims()
    if (claims === undefined)
      throw new DexError('state_invalid', 'the platform does not say whose account it is')
    // An account of another organization is a stranger's, whatever its address says (T22).
    if (client.hostedDomain !== undefined && claims['hd'] !== client.hostedDomain)
      throw new DexError('forbidden', 'the account belongs to another organization on the platform')
    return toTokens(answer, {
      origin: client.origin,
      issuer: claims.iss,
      accountId: accountOf(request.platform, claims),
      scopes: request.scopes,
      refreshToken: null,
      clock,
    })
  } catch (error) {
    throw toDelegationError(error, 'state_invalid')
  }
}
