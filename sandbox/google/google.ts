import { freshId } from '../base/ids.ts'
import { createPlatform } from '../base/platform.ts'
import type { Company } from '../company/company.ts'
import type { OidcServer } from '../oidc/server.ts'
import { addSignIn } from '../oidc/sign-in.ts'
import { type WebApp, webApp } from '../oidc/web-app.ts'
import { createContext } from './context.ts'
import { errorBody, GoogleRefusal } from './errors.ts'
import { appendActivity } from './log.ts'
import { createGoogleState, type GoogleState } from './model.ts'
import { createGoogleOauth, isOauthPath, signInAccounts } from './oauth.ts'
import { addDeviceRoutes } from './routes/devices.ts'
import { addGroupRoutes } from './routes/groups.ts'
import { addLicenceRoutes } from './routes/licences.ts'
import { addOrgUnitRoutes } from './routes/org-units.ts'
import { addReportRoutes } from './routes/reports.ts'
import { addRoleRoutes } from './routes/roles.ts'
import { addSecurityRoutes } from './routes/security.ts'
import { addUserRoutes } from './routes/users.ts'

export interface GoogleOptions {
  port: number
  company: Company
  clients: WebApp[]
  data?: string | null
  /** How late activities show up in the Reports API; the vendor's is about two minutes. */
  logLagMs?: number
  /** How late lists and searches show a write; the vendor's is up to hours. */
  searchLagMs?: number
  /** API calls a minute, then 403 `userRateLimitExceeded`. */
  callsPerMinute?: number
  now?: () => number
}

export interface GoogleStandIn {
  url: string
  close(): Promise<void>
}

/** A Google Workspace account over HTTP: authorization server, Admin SDK and licensing API at one origin. */
export async function createGoogle(options: GoogleOptions): Promise<GoogleStandIn> {
  const { company, logLagMs = 300, searchLagMs = 0, callsPerMinute = 12_000, now = Date.now } = options
  let oidc: OidcServer | null = null
  const provider = () => {
    if (!oidc) throw new Error('not listening yet')
    return oidc.provider
  }

  const platform = createPlatform<GoogleState>({
    name: 'google',
    port: options.port,
    data: options.data ?? null,
    fingerprint: `google/1/${company.domain}/${company.seed}/${company.people}`,
    initial: () => createGoogleState(company, now()),
    requestId: () => freshId('', 24),
    refusal: (kind) =>
      errorBody(new GoogleRefusal(kind === 'status429' ? 'rateLimitExceeded' : 'backendError')),
    refusalHeaders: (kind) => (kind === 'status429' ? { 'retry-after': '2' } : {}),
    before(request, response) {
      if (!isOauthPath(request.url ?? '/') || !oidc) return false
      void oidc.callback(request, response)
      return true
    },
  })

  const { app } = platform
  const google = createContext({ platform, provider, now, logLagMs, searchLagMs, callsPerMinute })
  app.setErrorHandler((error, _request, reply) => {
    const { statusCode } = error as { statusCode?: number }
    const refusal =
      error instanceof GoogleRefusal
        ? error
        : new GoogleRefusal(statusCode !== undefined && statusCode < 500 ? 'badRequest' : 'backendError')
    if (refusal.status === 401)
      reply.header('www-authenticate', 'Bearer realm="https://accounts.google.com/"')
    return reply.code(refusal.status).send(errorBody(refusal))
  })
  // What is no route of the API is answered as a web page, as the vendor's front does.
  app.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .type('text/html; charset=utf-8')
      .send('<html><title>Error 404 (Not Found)</title></html>'),
  )
  addSignIn(app, {
    title: `${company.name} · Google sign-in`,
    provider,
    accounts: () => signInAccounts(platform.state.value.platform),
    signedIn(account) {
      const user = google.directory.users.find((candidate) => candidate.id === account.id)
      if (!user) return
      user.lastLoginTime = new Date(now()).toISOString()
      const facts = {
        applicationName: 'login',
        name: 'login_success',
        parameters: { login_type: 'google_password' },
      } as const
      appendActivity(google.log, { ...facts, actor: user, clientId: null }, now(), logLagMs)
      platform.state.changed()
    },
  })
  for (const add of [
    addUserRoutes,
    addSecurityRoutes,
    addGroupRoutes,
    addOrgUnitRoutes,
    addRoleRoutes,
    addDeviceRoutes,
    addLicenceRoutes,
    addReportRoutes,
  ]) {
    add(app, google)
  }

  const url = await platform.listen()
  oidc = createGoogleOauth({ platform, issuer: url, clients: options.clients.map(webApp) })
  return { url, close: platform.close }
}
