import type { ChangedState, ResolvedObject } from './action.ts'

/** A borrowed credential: lives for one call, never logged, never stored outside the connection. */
export interface Credential {
  accessToken: string
  /** The only origin the token may be sent to, such as `https://acme.okta.com`. */
  origin: string
}

export interface ConnectorCall {
  params: Record<string, unknown>
  target: ResolvedObject | null
  objects: ResolvedObject[]
  credential: Credential
  /** Aborts by the call's deadline; the socket is closed by then. */
  signal: AbortSignal
}

export interface ConnectorResult {
  /** A one-time password or code, for one person: never part of `fields`, a log, a prompt or a history. */
  secret?: string
  /** Where the recipient is shown the secret, once it was taken out of here and kept. */
  secretId?: string
  /** It was made, and nobody will see it: whoever called ended before it was kept. */
  secretLost?: true
  /** Fits the definition's `returns`. */
  fields: unknown
  /** The platform's own id of the call, for the audit. */
  requestId: string | null
}

/** yes: the platform shows the effect; no: it surely did not happen; cannot_tell: a person must look. */
export type Happened = 'yes' | 'no' | 'cannot_tell'

export interface ReadBackCall extends ConnectorCall {
  /** ISO 8601; the intent's time: only effects after it count. */
  since: string
}

/** How one catalog action runs. `happened` is required for writes by the registry's type. */
export interface ActionConnector {
  execute(call: ConnectorCall): Promise<ConnectorResult>
  happened?(call: ReadBackCall): Promise<Happened>
}

export interface StateCall extends Pick<ConnectorCall, 'params' | 'credential' | 'signal'> {
  target: Pick<ResolvedObject, 'id'> | null
}

/** Reads what stands of exactly what an action changes: before it, after it, and before it is taken back. */
export type StateReader = (call: StateCall) => Promise<ChangedState>

/** An entry of the platform's own audit log that corroborates ours. */
export interface PlatformEvent {
  id: string
  type: string
  published: string
  requestId: string | null
  actorId: string | null
}

/** Whose accounts are counted; a group by its immutable id. */
export type Counted =
  | { kind: 'department'; name: string }
  | { kind: 'group'; id: string }
  | { kind: 'everybody' }

/** `more`: counting stopped at `countedMax`. */
export interface AccountCount {
  count: number
  more: boolean
}
export const countedMax = 2_000

/** Immutable group ids, and whether the person can sign in. */
export interface Membership {
  groups: string[]
  active: boolean
}

export interface GroupMember {
  id: string
  email: string | null
}

/** What the gate itself may read (marked `resolve`: logged, exempt from layers, never shown to the model). */
export interface PlatformResolver {
  /** Null when the platform knows no such object. */
  resolve(
    type: string,
    id: string,
    credential: Credential,
    signal: AbortSignal,
  ): Promise<ResolvedObject | null>
  /** Immutable ids of the groups that an account is in. Throws when they cannot be read. */
  groupsOf(accountId: string, credential: Credential, signal: AbortSignal): Promise<string[]>
  /** The same, and whether the person can sign in: what roles and approvals hang on. */
  membership(accountId: string, credential: Credential, signal: AbortSignal): Promise<Membership>
  /**
   * Accounts in a group that can sign in, as far as the platform tells; null where it does not, as of groups within groups. Says how many
   * there are to ask, and gives nobody a right.
   */
  members(groupId: string, credential: Credential, signal: AbortSignal): Promise<GroupMember[] | null>
  /** The same, and the account's admin roles. */
  entitlements(
    accountId: string,
    credential: Credential,
    signal: AbortSignal,
  ): Promise<Membership & { adminRoles: string[] }>
  /**
   * Whether the admin roles that this person holds now carry that change on this platform, as far as roles tell; null where they do
   * not. Only for saying so before somebody approves: the platform itself decides.
   */
  carries(
    action: string,
    accountId: string,
    credential: Credential,
    signal: AbortSignal,
  ): Promise<boolean | null>
  /**
   * How many accounts there are of these, at most `countedMax`; null where the platform does not tell. Only for saying so before
   * somebody approves for always.
   */
  count(of: Counted, credential: Credential, signal: AbortSignal): Promise<AccountCount | null>
  /**
   * Facts that policy reads of people and that people can set of themselves there (T10), such as `department`; null where the
   * platform does not tell.
   */
  selfEditable(credential: Credential, signal: AbortSignal): Promise<readonly string[] | null>
  /**
   * The account with exactly this e-mail; null when none, throws `ambiguous` when several. `known`: an account that was read for
   * the same purpose a moment ago, and need not be read again if it is the one.
   */
  findByEmail(
    email: string,
    credential: Credential,
    signal: AbortSignal,
    known?: ResolvedObject | null,
  ): Promise<ResolvedObject | null>
  /** Events of these types on this target since a moment, for corroboration. */
  events(
    query: { types: readonly string[]; targetId: string; since: string },
    credential: Credential,
    signal: AbortSignal,
  ): Promise<PlatformEvent[]>
}

/** All platforms there are. Only the gate calls what is found here. */
export interface Connectors {
  /** Undefined for what is not a platform action, `dex.*` included. */
  connectorFor(actionName: string): ActionConnector | undefined
  resolverFor(platform: string): PlatformResolver | undefined
  /** One for every action that the catalog says how to take back. */
  stateReaderFor(actionName: string): StateReader | undefined
}
