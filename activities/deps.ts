import type { Clock } from '#contract/clock.ts'
import type { Connectors } from '#contract/connector.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Logger } from '#contract/logger.ts'
import type { Metrics } from '#contract/metrics.ts'
import type { Model } from '#contract/model.ts'
import type { SignedDecision } from '#contract/statement.ts'
import type { Delegation } from '#delegation/index.ts'
import type { Database } from '#store/database.ts'
import type { DataKey } from '#vault/envelope.ts'
import type { DeciderSource } from './execute/deciders.ts'

/** Keys as the activities use them; which files they come from is the composition root's business. */
export interface ActivityKeys {
  /** The request's own key; null once destroyed. */
  request(tenant: TenantId, request: string): Promise<DataKey | null>
  destroyRequest(tenant: TenantId, request: string): Promise<void>
  tenant(tenant: TenantId, purpose: 'payload' | 'column' | 'lookup' | 'evidence'): Promise<DataKey>
}

/** Says something where a request came from; the recipient is the request's own. */
export interface Speaker {
  /** Throws DexError `platform_*`. */
  say(message: Spoken): Promise<{ commentId: string }>
  /** The comment that carries this idempotency key, if the channel shows it. */
  find(message: Pick<Spoken, 'externalId' | 'idempotencyKey'>): Promise<string | null>
}

export interface Spoken {
  externalId: string
  body: string
  public: boolean
  idempotencyKey: string
}

/** What a decision statement's signature is checked with: public keys from configuration alone. */
export type VerifyStatement = (signed: SignedDecision, at: Date) => boolean

export interface LogSigner {
  readonly keyId: string
  sign(statement: { type: string }): string
}

/** Workflows as the reconciler sees and mends them. */
export interface WorkflowControl {
  isRunning(workflowId: string): Promise<boolean>
  start(tenant: TenantId, row: { id: string; workflow_id: string; channel: string }): Promise<void>
  signalDecision(workflowId: string, signed: SignedDecision): Promise<void>
  /** Workflow ids of running `itRequest`s of this tenant. */
  listRunning(tenant: TenantId): Promise<string[]>
  terminate(workflowId: string, reason: string): Promise<void>
}

export interface GateDeps {
  tenant: TenantId
  database: Database
  keys: ActivityKeys
  deciders: DeciderSource
  connectors: Connectors
  delegation: Delegation
  /** Null for a source that is read and not written to. */
  speakerFor(tenant: TenantId, source: string): Promise<Speaker | null>
  verify: VerifyStatement
  /** The gate's own log key. */
  logSigner: LogSigner
  workflows: WorkflowControl
  clock: Clock
  logger: Logger
  metrics: Metrics
  timing: {
    /** A platform call's socket is aborted after this many milliseconds. */
    callMs: number
    /** Allowed difference between the clocks of two machines. */
    skewMs: number
  }
}

export interface ThinkDeps {
  tenant: TenantId
  database: Database
  keys: Pick<ActivityKeys, 'request'>
  model: Model
  clock: Clock
  logger: Logger
  metrics: Metrics
}
