import { freshId } from '../base/ids.ts'
import { createPlatform } from '../base/platform.ts'
import type { Company } from '../company/company.ts'
import type { OidcServer } from '../oidc/server.ts'
import { addSignIn } from '../oidc/sign-in.ts'
import { type WebApp, webApp } from '../oidc/web-app.ts'
import { createContext } from './context.ts'
import { errorBody, OktaRefusal, ScopeMissing } from './errors.ts'
import { createOktaState, type OktaState } from './model.ts'
import { createOktaOauth, isOauthPath, signInAccounts } from './oauth.ts'
import { createRateLimit } from './rate-limit.ts'
import { addAppUserRoutes } from './routes/app-users.ts'
import { addAppRoutes } from './routes/apps.ts'
import { addFactorRoutes } from './routes/factors.ts'
import { addGroupRoutes } from './routes/groups.ts'
import { addLifecycleRoutes } from './routes/lifecycle.ts'
import { addLogRoutes } from './routes/logs.ts'
import { addRoleRoutes } from './routes/roles.ts'
import { addSchemaRoutes } from './routes/schema.ts'
import { addUserDeleteRoute } from './routes/user-delete.ts'
import { addUserWriteRoutes } from './routes/user-writes.ts'
import { addUserRoutes } from './routes/users.ts'

export interface OktaOptions {
  port: number
  company: Company
  clients: WebApp[]
  data?: string | null
  /** The vendor's default for web apps is to keep the refresh token. */
  rotateRefreshToken?: boolean
  /** The vendor's default where they rotate is 30; 0 to 60. */
  refreshTokenLeewaySeconds?: number
  /** How late events show up in the System Log. */
  logLagMs?: number
  /** API calls a minute. */
  rateLimit?: number
  now?: () => number
}

export interface OktaStandIn {
  url: string
  close(): Promise<void>
}

/** An Okta organization over HTTP: authorization server and management API at one origin. */
export async function createOkta(options: OktaOptions): Promise<OktaStandIn> {
  const { company, logLagMs = 300, now = Date.now } = options
  const rateLimit = createRateLimit(options.rateLimit ?? 12_000, now)
  let oidc: OidcServer | null = null
  let base = ''
  const provider = () => {
    if (!oidc) throw new Error('not listening yet')
    return oidc.provider
  }

  const platform = createPlatform<OktaState>({
    name: 'okta',
    port: options.port,
    data: options.data ?? null,
    fingerprint: `okta/2/${company.domain}/${company.seed}/${company.people}`,
    initial: () => createOktaState(company),
    requestId: () => freshId('req', 27),
    refusal: (kind) => errorBody(new OktaRefusal(kind === 'status429' ? 'E0000047' : 'E0000009')),
    headers(response, requestId) {
      response.setHeader('x-okta-request-id', requestId)
      for (const [name, value] of Object.entries(rateLimit.headers())) response.setHeader(name, value)
    },
    before(request, response) {
      if (!isOauthPath(request.url ?? '/') || !oidc) return false
      void oidc.callback(request, response)
      return true
    },
  })

  const { app } = platform
  const okta = createContext({ platform, provider, base: () => base, now, logLagMs, rateLimit })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-cache, no-store')
  })
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof ScopeMissing) {
      const resource = request.url.split('?', 1)[0]
      const challenge = `Bearer error="insufficient_scope", scope="${error.scope}", resource="${resource}"`
      return reply.code(403).header('www-authenticate', challenge).send()
    }
    const { statusCode } = error as { statusCode?: number }
    const refusal =
      error instanceof OktaRefusal
        ? error
        : new OktaRefusal(statusCode !== undefined && statusCode < 500 ? 'E0000003' : 'E0000009')
    return reply.code(refusal.status).send(errorBody(refusal))
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(errorBody(new OktaRefusal('E0000008'))))
  addSignIn(app, {
    title: `${company.name} · Okta sign-in`,
    provider,
    accounts: () => signInAccounts(platform.state.value.platform),
    signedIn(account) {
      const user = okta.directory.users.find((candidate) => candidate.id === account.id)
      if (user) user.lastLogin = new Date(now()).toISOString()
      platform.state.changed()
    },
  })
  for (const add of [
    addUserRoutes,
    addUserWriteRoutes,
    addUserDeleteRoute,
    addAppRoutes,
    addAppUserRoutes,
    addFactorRoutes,
    addLifecycleRoutes,
    addGroupRoutes,
    addRoleRoutes,
    addSchemaRoutes,
    addLogRoutes,
  ]) {
    add(app, okta)
  }

  base = await platform.listen()
  oidc = createOktaOauth({
    platform,
    issuer: base,
    clients: options.clients.map(webApp),
    rotateRefreshToken: options.rotateRefreshToken ?? false,
    refreshTokenLeewaySeconds: options.refreshTokenLeewaySeconds ?? 30,
    now,
    logLagMs,
  })
  return { url: base, close: platform.close }
}
