import * as openid from 'openid-client'
import { DexError } from '#contract/error.ts'
import type { ConnectionId, TenantId } from '#contract/ids.ts'
import type { DelegationParts } from './parts.ts'
import type { PlatformClient } from './platform-client.ts'
import { openTokens } from './token-seal.ts'
import type { Tokens } from './tokens.ts'
import { endsWholeGrant } from './vendors.ts'

export async function revoke(
  parts: DelegationParts,
  tenant: TenantId,
  id: ConnectionId,
): Promise<{ atPlatform: boolean }> {
  // Inside the lock: a refresh under way would bring tokens that nobody revokes.
  return parts.store.withRefreshLock(tenant, id, async () => {
    const connection = await parts.store.load(tenant, id)
    if (connection === null) throw new DexError('not_found', 'there is no such connection')
    if (connection.state !== 'active' && connection.state !== 'ending') return { atPlatform: false }
    const tokens = await openTokens(parts.sealer, tenant, id, connection.sealedTokens).catch(() => null)
    const client = await parts.clientFor(tenant, connection.platform).catch(() => null)
    // Where one token ends with all of the grant, the connection that has taken its place would end with it.
    const kept = endsWholeGrant(connection.platform) && (await parts.store.isReplaced(tenant, connection))
    // At the platform first: dying between the two, ours is still there to be revoked again.
    const atPlatform =
      !kept && tokens !== null && client !== null && (await revokeTokens(parts, client, tokens))
    await parts.store.destroy(tenant, id)
    return { atPlatform }
  })
}

/**
 * At the platform (RFC 7009): the refresh token, whose end ends its access tokens, and the access token too. False when
 * the platform could not be told; nothing is thrown, since ours are destroyed either way.
 */
export async function revokeTokens(
  parts: Pick<DelegationParts, 'oauth'>,
  client: PlatformClient,
  tokens: Tokens,
): Promise<boolean> {
  if (client.origin !== tokens.origin) return false
  try {
    const config = await parts.oauth(client)
    if (tokens.refreshToken !== null) {
      await openid.tokenRevocation(config, tokens.refreshToken, { token_type_hint: 'refresh_token' })
    }
    try {
      await openid.tokenRevocation(config, tokens.accessToken, { token_type_hint: 'access_token' })
    } catch (error) {
      // Google ends the whole grant with its refresh token, and answers 400 for a token that is dead already.
      const dead = error instanceof openid.ResponseBodyError && error.error === 'invalid_token'
      if (tokens.refreshToken === null || !dead) throw error
    }
    return true
  } catch {
    return false
  }
}
