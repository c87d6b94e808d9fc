import { admin_directory_v1, admin_reports_v1 } from '@googleapis/admin'
import { OAuth2Client } from 'google-auth-library'
import { type ConnectorDeps, requestTimeoutMsUsual } from '../connector-deps.ts'
import { createDelegatedRun, type DelegatedRun } from '../delegated-run.ts'
import { toDexError } from './errors.ts'
import { createLicensing, type Licensing } from './licensing.ts'
import { newTrace } from './trace.ts'
import { createTransport } from './transport.ts'

export interface GoogleApi {
  directory: admin_directory_v1.Admin
  reports: admin_reports_v1.Admin
  licensing: Licensing
}

export type GoogleRun = DelegatedRun<GoogleApi>

/** The three APIs for each origin, on the injected fetch. */
export const createGoogleRun = ({ fetchFor, requestTimeoutMs }: ConnectorDeps): GoogleRun =>
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
            requestTimeoutMs: requestTimeoutMs ?? requestTimeoutMsUsual,
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
