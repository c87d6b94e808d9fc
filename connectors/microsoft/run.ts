import { Client } from '@microsoft/microsoft-graph-client'
import { type ConnectorDeps, requestTimeoutMsUsual } from '../connector-deps.ts'
import type { DelegatedRun } from '../delegated-run.ts'
import { toDexError } from './errors.ts'
import { newTrace } from './trace.ts'
import { createTransport } from './transport.ts'

/** One SDK client on one borrowed credential, with the origin that its next links must stay on. */
export interface Graph {
  client: Client
  origin: string
}

export type MicrosoftRun = DelegatedRun<Graph>

/**
 * Runs `work` on an SDK client of its own, made for one borrowed credential and dropped after. Every failure leaves as
 * a DexError; `requestId` is that of the last exchange.
 */
export function createMicrosoftRun(deps: ConnectorDeps): MicrosoftRun {
  return async (call, work) => {
    const trace = newTrace()
    try {
      const client = Client.initWithMiddleware({
        baseUrl: call.credential.origin,
        defaultVersion: 'v1.0',
        middleware: createTransport({
          credential: call.credential,
          signal: call.signal,
          fetchFor: deps.fetchFor,
          clock: deps.clock,
          trace,
          requestTimeoutMs: deps.requestTimeoutMs ?? requestTimeoutMsUsual,
        }),
      })
      const value = await work({ client, origin: call.credential.origin })
      return { value, requestId: trace.requestId }
    } catch (error) {
      throw toDexError(error, trace, call.signal)
    }
  }
}
