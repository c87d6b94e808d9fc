import { admin_directory_v1, admin_reports_v1 } from '@googleapis/admin'
import { OAuth2Client } from 'google-auth-library'
import type { Clock } from '#contract/clock.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { createDelegatedRun, type DelegatedRun } from '../delegated-run.ts'
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

export type GoogleRun = DelegatedRun<GoogleApi>

const REQUEST_TIMEOUT_MS = 20_000

/** The three APIs for each origin, on the injected fetch. */
export const createGoogleRun = ({ fetchFor, requestTimeoutMs }: GoogleDeps): GoogleRun =>
  createDelegatedRun({
    newTrace,
    toDexError,
    newClient: (origin, running) => {
      // INVARIANT: an access token alone, and not a real one: with a refresh token a refused write would be sent again.
      const auth = new OAuth2Client({
        credentials: { access_token: 'delegated' },
        transporterOptions: {
          fetchImplementation: createTransport({
            running,
            fetchFor,
            requestTimeoutMs: requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
          }),
        },
        useAuthRequestParameters: false,
      })
      // `retry` without `retryConfig`, which would turn it on again; the universe is said, since the SDK asks the environment.
      const options = { auth, rootUrl: origin, retry: false, universeDomain: 'googleapis.com' }
      return {
        directory: new admin_directory_v1.Admin(options),
        reports: new admin_reports_v1.Admin(options),
        licensing: createLicensing(auth, origin),
      }
    },
  })
