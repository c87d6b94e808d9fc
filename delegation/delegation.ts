import type { DelegationDeps, DelegationParts } from './parts.ts'
import type { Credential } from '#contract/connector.ts'
import type { ConnectionId, TenantId } from '#contract/ids.ts'
import { borrow, type BorrowOptions } from './borrow.ts'
import { connect, type Connected, type ConnectRequest } from './connect.ts'
import { createOAuth } from './oauth.ts'
import { revoke } from './revoke.ts'

export interface Delegation {
  /** Exchanges the code, checks whose account it is, seals and stores. What it replaces waits to be revoked. */
  connect(tenant: TenantId, request: ConnectRequest): Promise<Connected>
  /**
   * A credential for one call, refreshed if it would not last. Throws `connection_expired` (the person must connect
   * again), `connection_required` (it lacks a scope), `forbidden` (an investigating one asked to write),
   * `platform_unavailable` (try later), `not_found`.
   */
  borrow(tenant: TenantId, id: ConnectionId, options: BorrowOptions): Promise<Credential>
  /**
   * The platform refused the credential itself: ours is destroyed, and the person must connect again. `claims`: what its
   * claims challenge demands of them (a factor, a compliant device).
   */
  expire(tenant: TenantId, id: ConnectionId, claims: string | null): Promise<void>
  /** Destroys ours whatever the platform says; `atPlatform` tells whether the platform revoked its side. */
  revoke(tenant: TenantId, id: ConnectionId): Promise<{ atPlatform: boolean }>
}

export function createDelegation(deps: DelegationDeps): Delegation {
  const parts: DelegationParts = { ...deps, oauth: createOAuth(deps), refreshing: new Map() }
  return {
    connect: (tenant, request) => connect(parts, tenant, request),
    borrow: (tenant, id, options) => borrow(parts, tenant, id, options),
    async expire(tenant, id, claims) {
      const why = claims === null ? 'credential_refused' : 'claims_demanded'
      await parts.store.expire(tenant, id, { why, claims })
    },
    revoke: (tenant, id) => revoke(parts, tenant, id),
  }
}
