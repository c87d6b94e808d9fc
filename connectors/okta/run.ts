import { Client } from '@okta/okta-sdk-nodejs'
import { type ConnectorDeps, requestTimeoutMsUsual } from '../connector-deps.ts'
import { createDelegatedRun, type DelegatedRun } from '../delegated-run.ts'
import { toDexError } from './errors.ts'
import { DelegatedExecutor } from './executor.ts'
import { newTrace } from './trace.ts'

export type OktaRun = DelegatedRun<Client>

/** One client an origin, on the injected fetch. */
export const createOktaRun = ({ fetchFor, clock, requestTimeoutMs }: ConnectorDeps): OktaRun =>
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
          requestTimeoutMs: requestTimeoutMs ?? requestTimeoutMsUsual,
        }),
      }),
  })
