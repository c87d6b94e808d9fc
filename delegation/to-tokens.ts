import type { TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client'
import type { Clock } from '#contract/clock.ts'
import { DexError } from '#contract/error.ts'
import type { Tokens } from './tokens.ts'

/** For a server that does not say how long (RFC 6749, 5.1 only recommends it). */
const LIFETIME_SECONDS_UNSAID = 300

export interface Known {
  origin: string
  issuer: string
  accountId: string
  scopes: readonly string[]
  /** Kept when the answer brings no new one: a server that does not rotate. */
  refreshToken: string | null
  clock: Clock
}

export function toTokens(answer: TokenEndpointResponse & TokenEndpointResponseHelpers, known: Known): Tokens {
  // A DPoP-bound token would be refused as a bearer: better said here than on the first call.
  if (answer.token_type.toLowerCase() !== 'bearer') {
    throw new DexError('platform_unauthenticated', 'the platform does not give bearer tokens to this client')
  }
  const seconds = answer.expiresIn() ?? LIFETIME_SECONDS_UNSAID
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? known.refreshToken,
    expiresAt: known.clock() + seconds * 1_000,
    scopes:
      answer.scope === undefined
        ? [...known.scopes]
        : answer.scope.split(' ').filter((scope) => scope !== ''),
    accountId: known.accountId,
    issuer: known.issuer,
    origin: known.origin,
  }
}
