import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ClientMetadata } from 'oidc-provider'
import type { Platform } from '../base/platform.ts'
import { type Account, createOidc, type OidcServer } from '../oidc/server.ts'
import { stableGuid } from './ids.ts'
import type { MicrosoftState } from './model.ts'

/** What may be granted to the registered app; the person's directory roles still bound every call. */
export const graphScopes = [
  'profile',
  'email',
  'AuditLog.Read.All',
  'DeviceManagementApps.Read.All',
  'DeviceManagementManagedDevices.PrivilegedOperations.All',
  'DeviceManagementManagedDevices.Read.All',
  'Directory.Read.All',
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'IdentityRiskyUser.Read.All',
  'IdentityRiskyUser.ReadWrite.All',
  'LicenseAssignment.Read.All',
  'LicenseAssignment.ReadWrite.All',
  'MailboxSettings.Read',
  'MailboxSettings.ReadWrite',
  'PrivilegedEligibilitySchedule.Read.AzureADGroup',
  'RoleManagement.Read.Directory',
  'User-Mail.ReadWrite.All',
  'User-PasswordProfile.ReadWrite.All',
  'User-Phone.ReadWrite.All',
  'User.DeleteRestore.All',
  'User.EnableDisableAccount.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'User.RevokeSessions.All',
  'UserAuthMethod-MicrosoftAuthApp.ReadWrite.All',
  'UserAuthMethod-Passkey.ReadWrite.All',
  'UserAuthMethod-Phone.ReadWrite.All',
  'UserAuthMethod-SoftwareOATH.ReadWrite.All',
  'UserAuthMethod-TAP.ReadWrite.All',
  'UserAuthenticationMethod.Read.All',
]

const routesOf = (tenantId: string) => ({
  authorization: `/${tenantId}/oauth2/v2.0/authorize`,
  token: `/${tenantId}/oauth2/v2.0/token`,
  jwks: `/${tenantId}/discovery/v2.0/keys`,
  userinfo: '/oidc/userinfo',
  end_session: `/${tenantId}/oauth2/v2.0/logout`,
})

/** Those who can sign in: people and emergency accounts that are enabled. */
export const signInAccounts = ({ directory }: MicrosoftState): Account[] =>
  directory.users
    .filter((user) => user.kind !== 'service' && user.deletedDateTime === null && user.shown.accountEnabled)
    .map((user) => ({
      id: user.id,
      email: user.shown.userPrincipalName,
      name: user.shown.displayName,
      about: user.shown.jobTitle ?? '',
      claims: {
        // The vendor's `sub` is another in each application; the object's id is `oid`.
        sub: stableGuid('sub', user.id).replaceAll('-', ''),
        oid: user.id,
        tid: directory.tenantId,
        name: user.shown.displayName,
        preferred_username: user.shown.userPrincipalName,
        email: user.shown.mail,
      },
    }))

export interface Entra {
  oidc: OidcServer
  issuer: string
  /** True when it took the call. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
}

/** Entra's v2.0 endpoints at the API's own origin (the vendor's are elsewhere). It revokes nothing by RFC 7009. */
export function createEntra(options: {
  platform: Platform<MicrosoftState>
  origin: string
  tenantId: string
  clients: ClientMetadata[]
}): Entra {
  const { platform, origin, tenantId } = options
  const issuer = `${origin}/${tenantId}/v2.0`
  const routes = routesOf(tenantId)
  const oidc = createOidc({
    platform,
    issuer,
    cookiePrefix: 'entra',
    clients: options.clients,
    scopes: graphScopes,
    claims: {
      openid: ['sub', 'auth_time', 'acr', 'amr'],
      profile: ['oid', 'tid', 'name', 'preferred_username'],
      email: ['email'],
    },
    routes,
    device: false,
    // The vendor gives a new one at each use and leaves the old one valid: to a client that is the same as keeping it.
    rotateRefreshToken: false,
    refreshTokenSeconds: 90 * 86_400,
    accounts: () => signInAccounts(platform.state.value.platform),
  })
  const metadata = JSON.stringify({
    issuer,
    authorization_endpoint: origin + routes.authorization,
    token_endpoint: origin + routes.token,
    jwks_uri: origin + routes.jwks,
    userinfo_endpoint: origin + routes.userinfo,
    end_session_endpoint: origin + routes.end_session,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  })
  return {
    oidc,
    issuer,
    handle(request, response) {
      const path = (request.url ?? '/').split('?', 1)[0] as string
      if (path === `/${tenantId}/v2.0/.well-known/openid-configuration`) {
        response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' })
        response.end(metadata)
        return true
      }
      if (!Object.values(routes).some((route) => path === route || path.startsWith(`${route}/`))) return false
      void oidc.callback(request, response)
      return true
    },
  }
}
