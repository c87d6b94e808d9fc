import type { Client } from '@temporalio/client'
import type { ActionDefinition } from '#contract/action.ts'
import type { Clock } from '#contract/clock.ts'
import type { FetchFor } from '#contract/fetch.ts'
import type { RequestId, TenantId } from '#contract/ids.ts'
import type { Logger } from '#contract/logger.ts'
import type { RequestInput } from '#contract/messages.ts'
import type { Metrics } from '#contract/metrics.ts'
import type { Database } from '#store/database.ts'
import type { DataKey } from '#vault/envelope.ts'
import type { RequestKeys } from '#vault/request-keys.ts'
import type { Signer } from '#vault/signing.ts'
import type { Deadlines } from './policy/judge/in-child.ts'
import type { TenantKeys, TenantPurpose } from '#vault/tenant-keys.ts'

/** Keys as the doors use them. */
export interface ApiKeys {
  createRequest(tenant: TenantId, request: RequestId): Promise<DataKey>
  /** Null once destroyed. */
  request(tenant: TenantId, request: RequestId): Promise<DataKey | null>
  /** For a key whose request never came to be; a request's own end is the gate's business. */
  destroyRequest(tenant: TenantId, request: RequestId): Promise<void>
  tenant(tenant: TenantId, purpose: TenantPurpose): Promise<DataKey>
}

export interface ApiDeps {
  profile: 'sandbox' | 'production'
  /** The api as browsers reach it: an origin such as `https://dex.acme.example`, without a path. */
  publicUrl: string
  /** Whose operators run the installation; null: the only tenant's, and nobody's once there are more. */
  operatorTenant: TenantId | null
  database: Database
  keys: ApiKeys
  /** For the codec route, which opens payloads under any key id that the tenant ever had. */
  tenantKeys: TenantKeys
  /** Of the record, by the id that an envelope names; null once its month is over and it was destroyed. */
  evidenceKey(tenant: TenantId, id: string): Promise<DataKey | null>
  /** Of changes that can be taken back. */
  undoKeys: Pick<RequestKeys<string>, 'find'>
  /** Of secrets that wait for a person: opened for that person, then ended. */
  secretKeys: Pick<RequestKeys<string>, 'find' | 'destroy'>
  /** Api's own: webhook secrets, the OIDC client's secret, a sign-in under way. */
  doorKey(tenant: TenantId): Promise<DataKey>
  /** Signs decisions of people. */
  signer: Signer
  /**
   * In the tenant's own namespace where it has one; null: in the one that tenants share. Made with the codec, placeholders
   * for what cannot be opened.
   */
  temporal(tenant: TenantId | null): Promise<Client>
  fetchFor: FetchFor
  /** Handed to each `itRequest` that is started here. */
  timing: RequestInput['timing']
  /** How long until a lost workflow task is given to another worker. */
  workflowTaskTimeoutMs: number
  clock: Clock
  logger: Logger
  metrics: Metrics & { readonly contentType: string; text(): Promise<string> }
  /** Null: `/temporal` answers 404. */
  temporalWebUrl: string | null
  /** Where the console was built into; null or empty: its pages say how to build it. */
  consoleDirectory: string | null
  catalog: ReadonlyMap<string, ActionDefinition>
  /** What a bundle may take before it is published, in milliseconds. */
  judging: Deadlines
  limits: {
    /** Calls a minute from one address to the sign-in routes. */
    signInPerMinute: number
    /** Statements a minute of one session. */
    decisionsPerMinute: number
    /** Yeses of one person before they are asked to pause. */
    approvals: { most: number; withinMs: number }
  }
  deadlines: {
    /** For starting a workflow, in milliseconds. */
    startMs: number
    /** For a workflow's answer to a statement, in milliseconds. */
    answerMs: number
  }
}

/** What a composition root need not think about. */
export const apiDefaults = {
  limits: { signInPerMinute: 60, decisionsPerMinute: 60, approvals: { most: 12, withinMs: 60_000 } },
  deadlines: { startMs: 5_000, answerMs: 15_000 },
  operatorTenant: null,
  judging: { deadlineMs: 30_000, analysisMs: 12_000 },
  consoleDirectory: null,
  workflowTaskTimeoutMs: 10_000,
} as const satisfies Partial<ApiDeps>
