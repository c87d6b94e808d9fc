import type { IncomingMessage } from 'node:http'
import type { ClientMetadata } from 'oidc-provider'
import type { Platform } from '../base/platform.ts'
import { type Account, createOidc, type OidcServer } from '../oidc/server.ts'
import { appendEvent, type EventFacts, userParty } from './log.ts'
import type { OktaState, User } from './model.ts'

/** What may be granted to the registered app; the person's role still bounds every call. */
export const oktaScopes = [
  'profile',
  'email',
  'okta.users.read',
  'okta.users.manage',
  'okta.groups.read',
  'okta.groups.manage',
  'okta.roles.read',
  'okta.logs.read',
  'okta.schemas.read',
  'okta.apps.read',
  'okta.apps.manage',
]

const routes = {
  authorization: '/oauth2/v1/authorize',
  token: '/oauth2/v1/token',
  revocation: '/oauth2/v1/revoke',
  introspection: '/oauth2/v1/introspect',
  jwks: '/oauth2/v1/keys',
  userinfo: '/oauth2/v1/userinfo',
  end_session: '/oauth2/v1/logout',
}

export const isOauthPath = (path: string) => path.startsWith('/oauth2/') || path.startsWith('/.well-known/')

/** Those who can sign in: people and emergency accounts whose status allows it. */
export function signInAccounts(state: OktaState): Account[] {
  return state.directory.users
    .filter((user) => user.status === 'ACTIVE' && user.profile.userType !== 'service')
    .map((user) => ({
      id: user.id,
      email: user.profile.login ?? user.id,
      name: user.profile.displayName ?? user.id,
      about: [user.profile.title, user.roles.join(', ')].filter(Boolean).join(' · '),
      claims: {
        name: user.profile.displayName,
        email: user.profile.email,
        email_verified: true,
        preferred_username: user.profile.login,
      },
    }))
}

/** The org authorization server: issuer is the origin, access tokens are opaque and live 60 minutes. */
export function createOktaOauth(options: {
  platform: Platform<OktaState>
  issuer: string
  clients: ClientMetadata[]
  rotateRefreshToken: boolean
  refreshTokenLeewaySeconds: number
  now: () => number
  logLagMs: number
}): OidcServer {
  const { platform, now, logLagMs } = options
  const oidc = createOidc({
    platform,
    issuer: options.issuer,
    cookiePrefix: 'okta',
    clients: options.clients,
    scopes: oktaScopes,
    claims: {
      openid: ['sub', 'auth_time', 'acr', 'amr'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    routes,
    device: false,
    rotateRefreshToken: options.rotateRefreshToken,
    refreshTokenLeewaySeconds: options.refreshTokenLeewaySeconds,
    refreshTokenSeconds: 90 * 86_400,
    accounts: () => signInAccounts(platform.state.value.platform),
  })

  const note = (
    type: EventFacts['type'],
    accountId: string | undefined,
    request: IncomingMessage | undefined,
  ) => {
    const state = platform.state.value.platform
    const user: User | null = state.directory.users.find((candidate) => candidate.id === accountId) ?? null
    const facts = {
      type,
      actor: user,
      targets: user ? [userParty(user)] : [],
      requestId: request ? platform.exchanges.of(request).requestId : 'unknown',
      path: request?.url ?? '',
      clientId: null,
      userAgent: request?.headers['user-agent'] ?? 'unknown',
    }
    appendEvent(state.log, facts, now(), logLagMs)
    platform.state.changed()
  }
  oidc.provider.on('grant.success', (context) => {
    const { account, client, params } = context.oidc
    const refreshed = params?.grant_type === 'refresh_token'
    const issued = client?.grantTypeAllowed('refresh_token') && !refreshed
    note('app.oauth2.token.grant.access_token', account?.accountId, context.req)
    if (issued) note('app.oauth2.token.grant.refresh_token', account?.accountId, context.req)
  })
  oidc.provider.on('grant.error', (context, error) => {
    const token = context.oidc.entities.RefreshToken
    if (error.error === 'invalid_grant' && token?.consumed) {
      note('app.oauth2.token.detect_reuse', token.accountId, context.req)
    }
  })
  oidc.provider.on('refresh_token.destroyed', (token) =>
    note('app.oauth2.token.revoke', token.accountId, undefined),
  )
  return oidc
}
