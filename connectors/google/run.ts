import { AsyncLocalStorage } from 'node:async_hooks'
import { admin_directory_v1, admin_reports_v1 } from '@googleapis/admin'
import { OAuth2Client } from 'google-auth-library'
import type { Clock } from '#contract/clock.ts'
import type { Credential } from '#contract/connector.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { toDexError } from './errors.ts'
import { createLicensing, type Licensing } from './licensing.ts'
import { newTrace } from './trace.ts'
import { createTransport, type Exchange } from './transport.ts'

export interface GoogleDeps {
  /** The way out for one origin; see contract/fetch.ts. */
  fetchFor: FetchFor
  clock: Clock
  /** For one HTTP exchange; the call's own signal may be sooner. */
  requestTimeoutMs?: number
}

export interface GoogleApi {
  directory: admin_directory_v1.Admin
  reports: admin_reports_v1.Admin
  licensing: Licensing
}

export interface GoogleRun {
  <Value>(
    call: { credential: Credential; signal: AbortSignal },
    work: (api: GoogleApi) => Promise<Value>,
  ): Promise<{ value: Value; requestId: string | null }>
}

const REQUEST_TIMEOUT_MS = 20_000
const CLIENTS_MAX = 64

/**
 * Runs `work` with the SDK on one borrowed credential. Every failure leaves as a DexError.
 * INVARIANT: a client holds an origin and nothing of a call. Credential, deadline and trace are the running call's own
 * context, which calls side by side do not share; outside of a call a client sends nothing.
 */
export function createGoogleRun(deps: GoogleDeps): GoogleRun {
  const exchanges = new AsyncLocalStorage<{ running: Exchange | null }>()
  const clients = new Map<string, GoogleApi>()
  const fetchImplementation = createTransport({
    running: () => exchanges.getStore()?.running ?? null,
    fetchFor: deps.fetchFor,
    requestTimeoutMs: deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
  })

  function clientOf(origin: string): GoogleApi {
    const standing = clients.get(origin)
    if (standing) return standing
    // INVARIANT: an access token alone, and not a real one: with a refresh token a refused write would be sent again.
    const auth = new OAuth2Client({
      credentials: { access_token: 'delegated' },
      transporterOptions: { fetchImplementation },
      useAuthRequestParameters: false,
    })
    // `retry` without `retryConfig`, which would turn it on again; the universe is said, since the SDK asks the environment.
    const options = { auth, rootUrl: origin, retry: false, universeDomain: 'googleapis.com' }
    const client = {
      directory: new admin_directory_v1.Admin(options),
      reports: new admin_reports_v1.Admin(options),
      licensing: createLicensing(auth, origin),
    }
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
