import type { Credential } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { ConnectionId, TenantId } from '#contract/ids.ts'
import type { ConnectionRecord } from './connection-store.ts'
import type { DelegationParts } from './parts.ts'
import { refresh } from './refresh.ts'
import { revokeTokens } from './revoke.ts'
import { missingScopes } from './scopes.ts'
import { openTokens, sealTokens } from './token-seal.ts'
import type { Tokens } from './tokens.ts'

export interface BorrowOptions {
  /** What the call needs; the definition's `scopes`. */
  scopes: readonly string[]
  /** How long the token must still be good for, in milliseconds. */
  minValidityMs: number
  /** Whether the call changes anything: an investigating connection never does. */
  write: boolean
  /** The connection as the caller's own transaction has just read it; absent, it is read here. */
  read?: ConnectionRecord | undefined
}

export async function borrow(
  parts: DelegationParts,
  tenant: TenantId,
  id: ConnectionId,
  options: BorrowOptions,
): Promise<Credential> {
  const read = options.read
  const connection = read?.id === id && read.state === 'active' ? read : await loadActive(parts, tenant, id)
  if (options.write && connection.kind === 'investigate') {
    throw new DexError('forbidden', 'an investigating connection never writes')
  }
  const held = await openTokens(parts.sealer, tenant, id, connection.sealedTokens)
  const tokens = lasts(held, parts, options) ? held : await refreshOnce(parts, tenant, id, options)
  const missing = missingScopes(tokens.scopes, options.scopes)
  if (missing.length > 0) {
    throw new DexError('connection_required', 'the connection lacks a scope', {
      extra: { missingScopes: missing },
    })
  }
  return { accessToken: tokens.accessToken, origin: tokens.origin }
}

async function loadActive(
  parts: DelegationParts,
  tenant: TenantId,
  id: ConnectionId,
): Promise<ConnectionRecord> {
  const connection = await parts.store.load(tenant, id)
  if (connection === null) throw new DexError('not_found', 'there is no such connection')
  if (connection.state !== 'active') throw new DexError('connection_expired')
  return connection
}

const lasts = (tokens: Tokens, parts: DelegationParts, options: BorrowOptions): boolean =>
  tokens.expiresAt - parts.clock() >= options.minValidityMs

/** One refresh in this process for all who wait; the store's lock makes it one over all processes. */
function refreshOnce(
  parts: DelegationParts,
  tenant: TenantId,
  id: ConnectionId,
  options: BorrowOptions,
): Promise<Tokens> {
  const key = `${tenant}/${id}`
  const underWay = parts.refreshing.get(key)
  if (underWay !== undefined) return underWay
  const started = parts.store
    .withRefreshLock(tenant, id, () => refreshLocked(parts, tenant, id, options))
    .finally(() => parts.refreshing.delete(key))
  parts.refreshing.set(key, started)
  return started
}

/**
 * INVARIANT: what is refreshed is read inside the lock, so that a rotated refresh token is never used twice: the
 * platform would take that for theft and revoke the whole grant.
 */
async function refreshLocked(
  parts: DelegationParts,
  tenant: TenantId,
  id: ConnectionId,
  options: BorrowOptions,
): Promise<Tokens> {
  const connection = await loadActive(parts, tenant, id)
  const held = await openTokens(parts.sealer, tenant, id, connection.sealedTokens)
  if (lasts(held, parts, options)) return held
  const client = await parts.clientFor(tenant, connection.platform)
  // The tenant's platform was moved: a token of the old place must not go to the new one.
  if (client.origin !== held.origin)
    throw new DexError('connection_expired', 'the platform has another address now')
  let fresh: Tokens
  try {
    fresh = await refresh(parts.oauth, parts.clock, client, held, connection.platform)
  } catch (error) {
    if (isDexError(error, 'connection_expired')) {
      const { version } = connection
      await parts.store.expire(tenant, id, { why: 'refresh_refused', claims: null, version })
    }
    throw error
  }
  const sealed = await sealTokens(parts.sealer, tenant, id, fresh)
  if (await parts.store.saveTokens(tenant, id, connection.version, sealed, fresh.expiresAt)) return fresh
  // Disconnected or replaced while the platform answered: what it gave must not outlive that.
  await revokeTokens(parts, client, fresh)
  throw new DexError('connection_expired')
}
