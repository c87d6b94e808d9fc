import type { ConnectionId, PersonId, TenantId } from '#contract/ids.ts'

/** `own`: an employee's, for self-service; `admin`: for what they approve; `investigate`: reads only. */
export const connectionKinds = ['own', 'admin', 'investigate'] as const
export type ConnectionKind = (typeof connectionKinds)[number]

/**
 * `ending`: disconnected here and out of use, its tokens still to be revoked; `expired`: the platform no longer honours it;
 * `revoked`: disconnected or replaced, its tokens gone. None comes back.
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

/** Where connections lie; `store/` has the Postgres one. Every method sees this tenant's rows alone. */
export interface ConnectionStore {
  load(tenant: TenantId, id: ConnectionId): Promise<ConnectionRecord | null>

  /**
   * Inserts with version 1. At most one connection of a person, platform and kind is active: in the same transaction an
   * older one becomes `revoked` and loses its tokens.
   */
  insert(tenant: TenantId, connection: Omit<ConnectionRecord, 'version' | 'state'>): Promise<void>

  /** Compare and swap: saves and raises the version only if it still is `version` and `active`; false otherwise. */
  saveTokens(
    tenant: TenantId,
    id: ConnectionId,
    version: number,
    sealedTokens: Uint8Array,
    expiresAt: number,
  ): Promise<boolean>

  /**
   * From `active`, to `revoked` from `ending` too; empties the tokens in the same statement. With `version`, only if it still is
   * that one.
   */
  setState(
    tenant: TenantId,
    id: ConnectionId,
    state: 'expired' | 'revoked',
    version?: number,
    claims?: string | null,
  ): Promise<boolean>

  /** Runs `work` while nobody else, in any process, is in here for this connection. Released if the process dies. */
  withRefreshLock<Value>(tenant: TenantId, id: ConnectionId, work: () => Promise<Value>): Promise<Value>
}
