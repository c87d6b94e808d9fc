import type { Credential } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import type { ConnectionId } from '#contract/ids.ts'
import type { BorrowOptions } from '#delegation/index.ts'
import type { GateDeps } from '../deps.ts'
import { ConnectionNeeded, type Due } from './connection-needed.ts'

/**
 * Runs `work` on a borrowed credential. A platform that refuses the credential itself (401: revoked, consent withdrawn,
 * another factor demanded) ends the connection here too. Throws `ConnectionNeeded` then, and where there is nothing left
 * to borrow, and `platform_unavailable` while the platform is known not to answer; nothing happened at the platform in any of
 * these cases.
 */
export async function borrowing<Result>(
  deps: Pick<GateDeps, 'delegation' | 'tenant' | 'breaker'>,
  connection: Due & { id: ConnectionId },
  options: BorrowOptions,
  work: (credential: Credential) => Promise<Result>,
): Promise<Result> {
  const { tenant, delegation } = deps
  return deps.breaker.through({ tenant, platform: connection.platform }, async () => {
    const credential = await delegation.borrow(tenant, connection.id, options).catch((error: unknown) => {
      if (isDexError(error, 'connection_expired') || isDexError(error, 'connection_required'))
        throw new ConnectionNeeded(error.code as 'connection_expired' | 'connection_required', connection)
      throw error
    })
    try {
      return await work(credential)
    } catch (error) {
      if (!isDexError(error, 'platform_unauthenticated')) throw error
      const { claims } = error.extra
      await delegation.expire(tenant, connection.id, typeof claims === 'string' ? claims : null)
      throw new ConnectionNeeded('connection_expired', connection)
    }
  })
}
