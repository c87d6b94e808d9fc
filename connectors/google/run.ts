import { admin_directory_v1, admin_reports_v1 } from '@googleapis/admin'
import { OAuth2Client } from 'google-auth-library'
import type { Clock } from '#contract/clock.ts'
import type { Credential } from '#contract/connector.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { toDexError } from './errors.ts'
import { createLicensing, type Licensing } from './licensing.ts'
import { newTrace } from './trace.ts'
import { createTransport } from './transport.ts'

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

/**
 * Runs `work` on SDK clients of its own, made for one borrowed credential and dropped after. Every failure leaves as a
 * DexError.
 */
export function createGoogleRun(deps: GoogleDeps): GoogleRun {
  const requestTimeoutMs = deps.requestTimeoutMs ?? REQUEST_TIMEOUT_MS
  return async (call, work) => {
    const trace = newTrace()
    try {
      const { credential, signal } = call
      const fetchImplementation = createTransport({
        credential,
        signal,
        fetchFor: deps.fetchFor,
        trace,
        requestTimeoutMs,
      })
      // INVARIANT: an access token alone: with a refresh token a refused write would be sent a second time.
      const auth = new OAuth2Client({
        credentials: { access_token: credential.accessToken },
        transporterOptions: { fetchImplementation },
        useAuthRequestParameters: false,
      })
      // `retry` without `retryConfig`, which would turn it on again; the universe is said, since the SDK asks the environment.
      const options = {
        auth,
        rootUrl: credential.origin,
        retry: false,
        timeout: requestTimeoutMs,
        universeDomain: 'googleapis.com',
      }
      const api: GoogleApi = {
        directory: new admin_directory_v1.Admin(options),
        reports: new admin_reports_v1.Admin(options),
        licensing: createLicensing(auth, credential.origin),
      }
      return { value: await work(api), requestId: trace.requestId }
    } catch (error) {
      throw toDexError(error, trace, call.signal)
    }
  }
}
