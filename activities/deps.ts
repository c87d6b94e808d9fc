import type { Clock } from '#contract/clock.ts'
import type { Connectors } from '#contract/connector.ts'
import type { TenantId } from '#contract/ids.ts'
import type { Logger } from '#contract/logger.ts'
import type { Metrics } from '#contract/metrics.ts'
import type { Model, ModelTurn } from '#contract/model.ts'
import type { SecretDelivery } from '#contract/secret-delivery.ts'
import type { SignedDecision } from '#contract/statement.ts'
import type { Delegation } from '#delegation/index.ts'
import type { Database } from '#store/database.ts'
import type { DataKey } from '#vault/envelope.ts'
import type { EvidenceKeys } from '#vault/evidence-keys.ts'
import type { RequestKeys } from '#vault/request-keys.ts'
import type { ByteSigner } from '#vault/note.ts'
import type { CheckpointSink } from './checkpoint/sink.ts'
import type { Breaker } from './execute/breaker.ts'
import type { DeciderSource } from './execute/deciders.ts'
import type { FactSources } from './execute/known-sources.ts'
import type { PushTarget } from './push/push-target.ts'

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

/** What the signature of a statement of api's is checked with: public keys from configuration alone. */
export type VerifyStatement = (
  signed: { statement: { type: string }; signature: string },
  at: Date,
) => boolean

export interface LogSigner {
  readonly keyId: string
  sign(statement: { type: string }): string
}

/** Workflows as the reconciler sees and mends them. */
export interface WorkflowControl {
  isRunning(workflowId: string): Promise<boolean>
  start(tenant: TenantId, row: { id: string; workflow_id: string; channel: string }): Promise<void>
  /** Every request of this tenant that waits for a connection looks again. */
  tellConnected(workflowId: string): Promise<void>
  signalDecision(workflowId: string, signed: SignedDecision): Promise<void>
  /** Workflow ids of running `itRequest`s of this tenant. */
  listRunning(tenant: TenantId): Promise<string[]>
  startPublishing(tenant: TenantId, publication: string): Promise<void>
  /** Workflow ids of running `publishBundle`s of this tenant. */
  listPublishing(tenant: TenantId): Promise<string[]>
  terminate(workflowId: string, reason: string): Promise<void>
}

export interface PublishingRules {
  /** How long people may take, in milliseconds. */
  withinMs: number
}

export interface GateDeps {
  tenant: TenantId
  /** Whose people run the installation; null: of the only tenant there is. */
  operatorTenant: TenantId | null
  database: Database
  keys: ActivityKeys
  deciders: DeciderSource
  connectors: Connectors
  delegation: Delegation
  /** One for the process. */
  breaker: Breaker
  /** One for the process. */
  factSources: FactSources
  /** Null for a source that is read and not written to. */
  speakerFor(tenant: TenantId, source: string): Promise<Speaker | null>
  verify: VerifyStatement
  /** The gate's own log key. */
  logSigner: LogSigner
  /** Second places for signed ends of the log; null: none is configured. */
  checkpoints: {
    /** Read at each use, so that a rotated key is taken at once. */
    signer(): Promise<ByteSigner>
    publicKeysFile: string
    sinks: readonly CheckpointSink[]
  } | null
  pushTargets: readonly PushTarget[]
  evidence: Pick<EvidenceKeys, 'destroyBefore'> & {
    /** How long evidence is kept after the end of its month, in milliseconds. */
    lifeMs: number
  }
  workflows: WorkflowControl
  /** One for each change that can be taken back. */
  undoKeys: Pick<RequestKeys<string>, 'create' | 'find'>
  /** For secrets that a platform makes for one person. */
  secrets: SecretDelivery
  clock: Clock
  logger: Logger
  metrics: Metrics
  timing: {
    /** A platform call's socket is aborted after this many milliseconds. */
    callMs: number
    /** Allowed difference between the clocks of two machines. */
    skewMs: number
  }
  publishing: PublishingRules
}

export interface ThinkDeps {
  tenant: TenantId
  database: Database
  keys: Pick<ActivityKeys, 'request'>
  model: Model
  /** What one turn cost, in millionths of a dollar; 0 where no price is configured for its model. */
  costMicrosOf(turn: Pick<ModelTurn, 'model' | 'usage'>): number
  clock: Clock
  logger: Logger
  metrics: Metrics
}
