import type { ConnectionId, PersonId, TenantId } from '#contract/ids.ts'

/** `own`: an employee's, for self-service; `admin`: for what they approve; `investigate`: reads only. */
export const connectionKinds = ['own', 'admin', 'investigate'] as const
export type ConnectionKind = (typeof connectionKinds)[number]

/**
 * `ending`: disconnected or replaced and out of use, its tokens still to be revoked; `expired`: the platform no longer honours it;
 * `revoked`: its tokens gone. None comes back.
 */
export type ConnectionState = 'active' | 'ending' | 'expired' | 'revoked'

export interface ConnectionRecord {
  id: ConnectionId
  person: PersonId
  platform: string
  kind: ConnectionKind
  /** The account's immutable id at the platform. */
  accountId: string
  /** As granted when it was connected. */
  scopes: string[]
  state: ConnectionState
  /** Digest over issuer, client, account and scopes: the same for every token of one grant. */
  fingerprint: string
  /** Empty unless `active` or `ending`. */
  sealedTokens: Uint8Array
  /** Raised by each save. */
  version: number
  /** Of the access token; milliseconds since the epoch. */
  expiresAt: number
}

/** How a platform ended a connection. */
export interface Expiry {
  /** It would not refresh (`invalid_grant`), or refused the credential at a call; `claims_demanded` with what it demands. */
  why: 'refresh_refused' | 'credential_refused' | 'claims_demanded'
  claims: string | null
  version?: number
}

/** Where connections lie; `store/` has the Postgres one. Every method sees this tenant's rows alone. */
export interface ConnectionStore {
  load(tenant: TenantId, id: ConnectionId): Promise<ConnectionRecord | null>

  /**
   * Inserts with version 1. At most one connection of a person, platform and kind is active: in the same transaction an
   * older one becomes `ending`, still to be revoked. Answers the ids of those that it took the place of.
   */
  insert(
    tenant: TenantId,
    connection: Omit<ConnectionRecord, 'version' | 'state'>,
  ): Promise<readonly ConnectionId[]>

  /** Whether an active connection has taken the place of this one: of the same person, platform and kind. */
  isReplaced(tenant: TenantId, connection: ConnectionRecord): Promise<boolean>

  /** Compare and swap: saves and raises the version only if it still is `version` and `active`; false otherwise. */
  saveTokens(
    tenant: TenantId,
    id: ConnectionId,
    version: number,
    sealedTokens: Uint8Array,
    expiresAt: number,
  ): Promise<boolean>

  /**
   * From `active` to `expired`, on record as `connection.ended`; empties the tokens in the same statement. With `version`, only if
   * it still is that one.
   */
  expire(tenant: TenantId, id: ConnectionId, end: Expiry): Promise<boolean>

  /** To `revoked` and without its tokens, where it was `active` or `ending`. */
  destroy(tenant: TenantId, id: ConnectionId): Promise<boolean>

  /** Runs `work` while nobody else, in any process, is in here for this connection. Released if the process dies. */
  withRefreshLock<Value>(tenant: TenantId, id: ConnectionId, work: () => Promise<Value>): Promise<Value>
}
