import * as openid from 'openid-client'
import type { Clock } from '#contract/clock.ts'
import { DexError } from '#contract/error.ts'
import { accountOf } from './account.ts'
import { toDelegationError } from './errors.ts'
import type { OAuth } from './oauth.ts'
import type { PlatformClient } from './platform-client.ts'
import { toTokens } from './to-tokens.ts'
import type { Tokens } from './tokens.ts'

/**
 * One refresh (RFC 6749, 6), rotation included. Throws `connection_expired` when the server no longer honours it or
 * answers for another account, `platform_unavailable` when it may later.
 */
export async function refresh(
  oauth: OAuth,
  clock: Clock,
  client: PlatformClient,
  tokens: Tokens,
  platform?: string,
): Promise<Tokens> {
  if (tokens.refreshToken === null)
    throw new DexError('connection_expired', undefined, { log: 'no refresh token' })
  try {
    const answer = await openid.refreshTokenGrant(await oauth(client), tokens.refreshToken)
    const claims = answer.claims()
    if (
      claims !== undefined &&
      (accountOf(platform, claims) !== tokens.accountId || claims.iss !== tokens.issuer)
    ) {
      throw new DexError('connection_expired', 'the platform answers for another account')
    }
    return toTokens(answer, { ...tokens, clock })
  } catch (error) {
    throw toDelegationError(error, 'connection_expired')
  }
}
