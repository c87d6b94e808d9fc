import { Client } from '@okta/okta-sdk-nodejs'
import type { Clock } from '#contract/clock.ts'
import type { Credential } from '#contract/connector.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { toDexError } from './errors.ts'
import { DelegatedExecutor } from './executor.ts'
import { newTrace } from './trace.ts'

export interface OktaDeps {
  /** The way out for one origin; see contract/fetch.ts. */
  fetchFor: FetchFor
  clock: Clock
  /** For one HTTP exchange; the call's own signal may be sooner. */
  requestTimeoutMs?: number
}

export interface OktaRun {
  <Value>(
    call: { credential: Credential; signal: AbortSignal },
    work: (client: Client) => Promise<Value>,
  ): Promise<{ value: Value; requestId: string | null }>
}

const REQUEST_TIMEOUT_MS = 20_000

/**
 * Runs `work` on an SDK client of its own, made for one borrowed credential and dropped after. Every failure leaves as
 * a DexError; `requestId` is that of the last exchange.
 */
export function createOktaRun(deps: OktaDeps): OktaRun {
  return async (call, work) => {
    const trace = newTrace()
    try {
      // orgUrl, token and mode are all given: the SDK would otherwise take them from the environment or a yaml file.
      const client = new Client({
        orgUrl: call.credential.origin,
        token: 'delegated',
        authorizationMode: 'SSWS',
        cacheMiddleware: null,
        requestExecutor: new DelegatedExecutor({
          credential: call.credential,
          signal: call.signal,
          fetchFor: deps.fetchFor,
          clock: deps.clock,
          trace,
          requestTimeoutMs: deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
        }),
      })
      return { value: await work(client), requestId: trace.requestId }
    } catch (error) {
      throw toDexError(error, trace, call.signal)
    }
  }
}
