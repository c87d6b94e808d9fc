import { admin_directory_v1 } from '@googleapis/admin'
import { Client as GraphClient } from '@microsoft/microsoft-graph-client'
import { Client as OktaClient, DefaultRequestExecutor } from '@okta/okta-sdk-nodejs'
import { OAuth2Client } from 'google-auth-library'
import { createConnectors } from '#connectors/index.ts'
import { userFields } from '#connectors/microsoft/user.ts'
import type { ResolvedObject } from '#contract/action.ts'
import { createEgress } from '#egress/egress.ts'
import { sandboxGoogle } from '#test/connectors/google/support/sandbox-google.ts'
import { sandboxMicrosoft } from '#test/connectors/microsoft/sandbox-microsoft.ts'
import { sandboxOkta } from '#test/connectors/support/sandbox-okta.ts'

/** The same read of the same person, by our connector and by the vendor's SDK as its manual has it. */
export interface Sides {
  ours: () => Promise<unknown>
  bare: () => Promise<unknown>
  close: () => Promise<void>
}

const connectors = () =>
  createConnectors({ fetchFor: createEgress({ profile: 'sandbox' }).forOrigin, clock: Date.now })

function ourSide(action: string, id: string, origin: string, accessToken: string): Sides['ours'] {
  const connector = connectors().connectorFor(action)
  if (connector === undefined) throw new Error(`no \`${action}\``)
  const target: ResolvedObject = {
    platform: action.split('.')[0] ?? '',
    type: 'user',
    id,
    email: null,
    displayName: null,
    department: null,
    privileged: false,
    labels: [],
    status: null,
  }
  return () =>
    connector.execute({
      params: {},
      target,
      objects: [],
      credential: { accessToken, origin },
      signal: new AbortController().signal,
    })
}

/** The SDK's own transport, with the delegated token in place of the SDK's. */
class Delegated extends DefaultRequestExecutor {
  readonly #accessToken: string
  constructor(accessToken: string) {
    super({ maxRetries: 0, requestTimeout: 20_000 })
    this.#accessToken = accessToken
  }
  override fetch(request: Parameters<DefaultRequestExecutor['fetch']>[0]) {
    Object.assign(request, {
      headers: { ...(request as { headers?: object }).headers, Authorization: `Bearer ${this.#accessToken}` },
    })
    return super.fetch(request)
  }
}

export const platforms: Readonly<Record<string, () => Promise<Sides>>> = {
  async okta() {
    const okta = await sandboxOkta({ rateLimit: 1_000_000 })
    const { accessToken } = await okta.credential(okta.person('Head of IT').login)
    const { id } = okta.person('Accountant')
    const client = new OktaClient({
      orgUrl: okta.url,
      token: 'delegated',
      authorizationMode: 'SSWS',
      cacheMiddleware: null,
      requestExecutor: new Delegated(accessToken),
    })
    return {
      ours: ourSide('okta.user.get', id, okta.url, accessToken),
      bare: () => client.userApi.getUser({ userId: id }),
      close: okta.close,
    }
  },
  async microsoft() {
    const microsoft = await sandboxMicrosoft({ callsPerWindow: 1_000_000 })
    const { accessToken } = await microsoft.as('Head of IT')
    const { id } = microsoft.person('Accountant')
    const client = GraphClient.init({
      baseUrl: microsoft.url,
      defaultVersion: 'v1.0',
      authProvider: (done) => done(null, accessToken),
      customHosts: new Set([new URL(microsoft.url).hostname]),
    })
    return {
      ours: ourSide('microsoft.user.get', id, microsoft.url, accessToken),
      bare: () =>
        client
          .api(`/users/${id}`)
          // Left out over http by the SDK's own authentication.
          .header('authorization', `Bearer ${accessToken}`)
          .select(userFields)
          .get(),
      close: microsoft.close,
    }
  },
  async google() {
    const google = await sandboxGoogle({ callsPerMinute: 1_000_000 })
    const { accessToken } = await google.credential(google.person('Head of IT').login)
    const { id } = google.person('Accountant')
    const auth = new OAuth2Client({ credentials: { access_token: accessToken } })
    const directory = new admin_directory_v1.Admin({ auth, rootUrl: google.url })
    return {
      ours: ourSide('google.user.get', id, google.url, accessToken),
      bare: () => directory.users.get({ userKey: id, projection: 'full' }),
      close: google.close,
    }
  },
}
