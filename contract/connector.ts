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

/** What the gate itself may read (marked `resolve`: logged, exempt from layers, never shown to the model). */
export interface PlatformResolver {
  /** Null when the platform knows no such object. */
  resolve(
    type: string,
    id: string,
    credential: Credential,
    signal: AbortSignal,
  ): Promise<ResolvedObject | null>
  /** Immutable group ids and admin roles of a person on the identity source. */
  entitlements(
    accountId: string,
    credential: Credential,
    signal: AbortSignal,
  ): Promise<{ groups: string[]; adminRoles: string[]; active: boolean }>
  /**
   * Whether these admin roles carry that change on this platform, as far as roles tell; null where they do not. Only for saying so
   * before somebody approves: the platform itself decides.
   */
  carries(action: string, adminRoles: readonly string[]): boolean | null
  /** The account with exactly this e-mail; null when none, throws `ambiguous` when several. */
  findByEmail(email: string, credential: Credential, signal: AbortSignal): Promise<ResolvedObject | null>
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
