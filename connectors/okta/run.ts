import { Client } from '@okta/okta-sdk-nodejs'
import type { Clock } from '#contract/clock.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { createDelegatedRun, type DelegatedRun } from '../delegated-run.ts'
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

export type OktaRun = DelegatedRun<Client>

const REQUEST_TIMEOUT_MS = 20_000

/** One client an origin, on the injected fetch. */
export const createOktaRun = ({ fetchFor, clock, requestTimeoutMs }: OktaDeps): OktaRun =>
  createDelegatedRun({
    newTrace,
    toDexError,
    // orgUrl, token and mode are all given: the SDK would otherwise take them from the environment or a yaml file.
    newClient: (orgUrl, exchange) =>
      new Client({
        orgUrl,
        token: 'delegated',
        authorizationMode: 'SSWS',
        cacheMiddleware: null,
        requestExecutor: new DelegatedExecutor({
          exchange,
          fetchFor,
          clock,
          requestTimeoutMs: requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
        }),
      }),
  })
