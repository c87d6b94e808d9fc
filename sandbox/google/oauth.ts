import type { ClientMetadata } from 'oidc-provider'
import type { Platform } from '../base/platform.ts'
import { type Account, createOidc, type OidcServer } from '../oidc/server.ts'
import { scopePrefix } from './context.ts'
import type { GoogleState } from './model.ts'

/** What may be granted to the registered app; the person's administrator privileges still bound every call. */
export const googleScopes = [
  'email',
  'profile',
  ...[
    'admin.directory.user',
    'admin.directory.user.readonly',
    'admin.directory.user.alias',
    'admin.directory.user.security',
    'admin.directory.group.readonly',
    'admin.directory.group.member',
    'admin.directory.group.member.readonly',
    'admin.directory.orgunit.readonly',
    'admin.directory.rolemanagement.readonly',
    'admin.directory.device.mobile.readonly',
    'admin.directory.device.mobile.action',
    'admin.reports.audit.readonly',
    'apps.licensing',
  ].map((scope) => `${scopePrefix}${scope}`),
]

const routes = {
  authorization: '/o/oauth2/v2/auth',
  token: '/token',
  revocation: '/revoke',
  introspection: '/tokeninfo',
  jwks: '/oauth2/v3/certs',
  userinfo: '/v1/userinfo',
  end_session: '/logout',
}

export const isOauthPath = (url: string): boolean => {
  const path = url.split('?', 1)[0] as string
  const own = Object.values(routes).some((route) => path === route || path.startsWith(`${route}/`))
  return own || path.startsWith('/.well-known/')
}

/** Those who can sign in: people and emergency accounts that are neither suspended nor deleted. */
export function signInAccounts({ directory }: GoogleState): Account[] {
  return directory.users
    .filter((user) => !user.suspended && user.deletedAt === null && user.kind !== 'service')
    .map((user) => ({
      id: user.id,
      email: user.primaryEmail,
      name: `${user.givenName} ${user.familyName}`,
      about: String(user.organizations[0]?.['title'] ?? ''),
      claims: {
        hd: directory.domain,
        name: `${user.givenName} ${user.familyName}`,
        email: user.primaryEmail,
        email_verified: true,
      },
    }))
}

/**
 * Google's authorization server at the API's own origin (the vendor's is elsewhere). Refresh tokens come by
 * `access_type=offline`, never by a scope, and do not rotate.
 */
export const createGoogleOauth = (options: {
  platform: Platform<GoogleState>
  issuer: string
  clients: ClientMetadata[]
}): OidcServer =>
  createOidc({
    platform: options.platform,
    issuer: options.issuer,
    cookiePrefix: 'google',
    clients: options.clients,
    scopes: googleScopes,
    claims: {
      openid: ['sub', 'hd', 'auth_time', 'acr', 'amr'],
      profile: ['name'],
      email: ['email', 'email_verified'],
    },
    routes,
    device: false,
    rotateRefreshToken: false,
    refreshTokenSeconds: 180 * 86_400,
    offlineBy: 'access_type',
    accounts: () => signInAccounts(options.platform.state.value.platform),
  })
