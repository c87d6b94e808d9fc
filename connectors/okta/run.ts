import { AsyncLocalStorage } from 'node:async_hooks'
import { Client } from '@okta/okta-sdk-nodejs'
import type { Clock } from '#contract/clock.ts'
import type { Credential } from '#contract/connector.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { toDexError } from './errors.ts'
import { DelegatedExecutor, type Exchange } from './executor.ts'
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
const CLIENTS_MAX = 64

/**
 * Runs `work` with the SDK on one borrowed credential. Every failure leaves as a DexError; `requestId` is that of the
 * last exchange.
 * INVARIANT: a client holds an origin and nothing of a call. Credential, deadline and trace are the running call's own
 * context, which calls side by side do not share; outside of a call a client sends nothing.
 */
export function createOktaRun(deps: OktaDeps): OktaRun {
  const exchanges = new AsyncLocalStorage<{ running: Exchange | null }>()
  const clients = new Map<string, Client>()

  function clientOf(origin: string): Client {
    const standing = clients.get(origin)
    if (standing) return standing
    // orgUrl, token and mode are all given: the SDK would otherwise take them from the environment or a yaml file.
    const client = new Client({
      orgUrl: origin,
      token: 'delegated',
      authorizationMode: 'SSWS',
      cacheMiddleware: null,
      requestExecutor: new DelegatedExecutor({
        exchange: () => exchanges.getStore()?.running ?? null,
        fetchFor: deps.fetchFor,
        clock: deps.clock,
        requestTimeoutMs: deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      }),
    })
    if (clients.size >= CLIENTS_MAX) clients.delete(clients.keys().next().value ?? '')
    clients.set(origin, client)
    return client
  }

  return async ({ credential, signal }, work) => {
    const trace = newTrace()
    const call: { running: Exchange | null } = { running: { credential, signal, trace } }
    try {
      const value = await exchanges.run(call, async () => work(clientOf(credential.origin)))
      return { value, requestId: trace.requestId }
    } catch (error) {
      throw toDexError(error, trace, signal)
    } finally {
      // A socket that is kept open keeps the context of the call that opened it.
      call.running = null
    }
  }
}
