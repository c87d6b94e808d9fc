import { Client, DefaultRequestExecutor } from '@okta/okta-sdk-nodejs'

class Delegated extends DefaultRequestExecutor {
  readonly bearer: string
  constructor(bearer: string) {
    super({ maxRetries: 0, requestTimeout: 10_000 })
    this.bearer = bearer
  }
  override fetch(request: Parameters<DefaultRequestExecutor['fetch']>[0]) {
    const headers = { ...(request as { headers?: object }).headers, Authorization: `Bearer ${this.bearer}` }
    return super.fetch({ ...request, headers } as typeof request)
  }
}

/** The vendor's own SDK on a delegated token. */
export function sdk(orgUrl: string, bearer: string): Client {
  return new Client({
    orgUrl,
    token: 'unused',
    authorizationMode: 'SSWS',
    cacheMiddleware: null,
    requestExecutor: new Delegated(bearer),
  })
}
