import { freshId } from '../base/ids.ts'
import { createPlatform } from '../base/platform.ts'
import type { Company } from '../company/company.ts'
import { createOidc, type OidcServer } from '../oidc/server.ts'
import { addSignIn } from '../oidc/sign-in.ts'
import { createContext } from './context.ts'
import { errorBody, ScimRefusal } from './refusal.ts'
import { addRoutes } from './routes.ts'
import { createScimState, type ScimState } from './state.ts'

export interface ScimOptions {
  port: number
  company: Company
  /** Web apps that may ask for delegation; none by default. */
  clients?: { id: string; secret: string; redirectUris: string[] }[]
  data?: string | null
}

export interface ScimStandIn {
  url: string
  close(): Promise<void>
}

/** A directory that speaks SCIM 2.0 over HTTP: authorization server and service at one origin. */
export async function createScim(options: ScimOptions): Promise<ScimStandIn> {
  const { company } = options
  let oidc: OidcServer | null = null
  let base = ''
  const provider = () => {
    if (!oidc) throw new Error('not listening yet')
    return oidc.provider
  }
  const platform = createPlatform<ScimState>({
    name: 'scim',
    port: options.port,
    data: options.data ?? null,
    fingerprint: `scim/1/${company.domain}/${company.seed}/${company.people}`,
    initial: () => createScimState(company),
    requestId: () => freshId('', 24),
    refusal: (kind) => errorBody(new ScimRefusal(kind === 'status429' ? 429 : 500, 'a planned refusal')),
    refusalHeaders: (kind) => (kind === 'status429' ? { 'retry-after': '2' } : {}),
    headers: (response, requestId) => void response.setHeader('x-request-id', requestId),
    before(request, response) {
      const path = request.url ?? '/'
      if (!oidc || ['/scim/', '/_sandbox/', '/signin/'].some((start) => path.startsWith(start))) return false
      void oidc.callback(request, response)
      return true
    },
  })

  const { app } = platform
  app.addContentTypeParser('application/scim+json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)))
    } catch {
      done(new ScimRefusal(400, 'the body is not JSON'))
    }
  })
  app.addHook('onSend', async (_request, reply) => {
    if (reply.getHeader('content-type')?.toString().startsWith('application/json'))
      reply.header('content-type', 'application/scim+json')
  })
  app.setErrorHandler((error, _request, reply) => {
    const refusal = error instanceof ScimRefusal ? error : new ScimRefusal(500, 'something went wrong')
    if (refusal.scope !== undefined)
      reply.header('www-authenticate', `Bearer error="insufficient_scope", scope="${refusal.scope}"`)
    return reply.code(refusal.status).send(errorBody(refusal))
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(new ScimRefusal(404, 'no such endpoint'))),
  )

  const accounts = () =>
    platform.state.value.platform.users
      .filter(({ active }) => active)
      .map(({ id, userName, displayName, roles }) => ({
        id,
        email: userName,
        name: displayName,
        about: roles.join(', '),
        claims: { name: displayName, email: userName, email_verified: true },
      }))
  addSignIn(app, { title: `${company.name} · directory sign-in`, provider, accounts })
  addRoutes(app, createContext({ platform, provider, base: () => base }))

  base = await platform.listen()
  oidc = createOidc({
    platform,
    issuer: base,
    cookiePrefix: 'scim',
    clients: (options.clients ?? []).map(({ id, secret, redirectUris }) => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: redirectUris,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    })),
    scopes: ['profile', 'email', 'scim.read', 'scim.manage'],
    claims: {
      openid: ['sub', 'auth_time', 'acr', 'amr'],
      profile: ['name'],
      email: ['email', 'email_verified'],
    },
    device: false,
    rotateRefreshToken: true,
    refreshTokenSeconds: 90 * 86_400,
    accounts,
  })
  return { url: base, close: platform.close }
}
