import type { IncomingMessage, ServerResponse } from 'node:http'
import Provider, { type ClientMetadata, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import { html, page } from '../base/html.ts'
import type { Platform } from '../base/platform.ts'
import type { PlatformState } from '../base/platform-state.ts'
import type { State } from '../base/state.ts'
import { createAdapter, grantIdOf } from './adapter.ts'
import { keysOf } from './keys.ts'
import { createPolicy } from './policy.ts'
import { deviceFlow } from './device.ts'

export interface Account {
  id: string
  email: string
  name: string
  /** Shown beside the name on the sign-in page. */
  about: string
  claims: Record<string, unknown>
}

export interface OidcOptions<T> {
  platform: Platform<T>
  issuer: string
  /** Short and unlike others': cookies do not know ports, and all of the sandbox is one host. */
  cookiePrefix: string
  clients: ClientMetadata[]
  scopes: string[]
  claims: NonNullable<Configuration['claims']>
  routes?: Configuration['routes']
  device: boolean
  rotateRefreshToken: boolean
  /** How long a refresh token that was rotated away still works; 0 unless said. */
  refreshTokenLeewaySeconds?: number
  refreshTokenSeconds: number
  /** What asks for a refresh token: the scope `offline_access` (the default), or Google's `access_type=offline`. */
  offlineBy?: 'scope' | 'access_type'
  /** Those who may sign in, now. */
  accounts: () => Account[]
}

export interface OidcServer {
  provider: Provider
  callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/** A real authorization server (`oidc-provider`) over the platform's saved state. Consent is always given. */
export function createOidc<T>(options: OidcOptions<T>): OidcServer {
  const { platform, cookiePrefix, clients } = options
  const byAccessType = options.offlineBy === 'access_type'
  const keys = keysOf(platform.state)
  const find = (key: 'id' | 'email', value: string) =>
    options.accounts().find((account) => account[key] === value)

  const provider = new Provider(options.issuer, {
    adapter: createAdapter(platform.state, options.refreshTokenLeewaySeconds ?? 0),
    clients,
    jwks: keys.jwks,
    cookies: {
      keys: keys.cookies,
      names: {
        session: `${cookiePrefix}_session`,
        interaction: `${cookiePrefix}_interaction`,
        resume: `${cookiePrefix}_resume`,
      },
    },
    scopes: ['openid', 'offline_access', ...options.scopes],
    claims: options.claims,
    ...(byAccessType ? { extraParams: ['access_type', 'hd', 'include_granted_scopes'] } : {}),
    conformIdTokenClaims: false,
    ...(options.routes ? { routes: options.routes } : {}),
    features: {
      devInteractions: { enabled: false },
      introspection: {
        enabled: true,
        allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
      deviceFlow: deviceFlow(options.device),
      resourceIndicators: { enabled: false },
      dPoP: { enabled: false },
    },
    interactions: {
      policy: createPolicy((email) => find('email', email)?.id ?? null),
      url: (_context, interaction) => `/signin/${interaction.uid}`,
    },
    pkce: { required: () => true },
    findAccount: (_context, id) => {
      const account = find('id', id)
      return account && { accountId: id, claims: () => ({ sub: id, ...account.claims }) }
    },
    loadExistingGrant: (context) =>
      byAccessType ? grantOnTop(provider, platform.state, context) : grantAll(provider, context),
    async issueRefreshToken(_context, client, code) {
      if (!client.grantTypeAllowed('refresh_token')) return false
      if (!byAccessType) return code.scopes.has('offline_access')
      const grant = code.grantId === undefined ? undefined : await provider.Grant.find(code.grantId)
      return grant?.getOIDCScope().split(' ').includes('offline_access') ?? false
    },
    expiresWithSession: () => false,
    rotateRefreshToken: options.rotateRefreshToken,
    renderError: (context, out) => {
      context.type = 'html'
      context.body = page('Sign-in failed', html`<p>${out.error}: ${out.error_description ?? ''}</p>`)
    },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 300,
      DeviceCode: 600,
      Grant: options.refreshTokenSeconds,
      IdToken: 3600,
      Interaction: 3600,
      RefreshToken: options.refreshTokenSeconds,
      Session: 86_400,
    },
  })

  acceptEitherSecretForm(provider)
  // A token call belongs to the person whose grant it spends.
  provider.on('grant.success', (context) => {
    const account = find('id', context.oidc.account?.accountId ?? '')
    if (account) platform.exchanges.of(context.req).actor = { id: account.id, login: account.email }
  })
  // The library drops offline_access without prompt=consent, which the vendors do not ask for.
  const handle = provider.callback() as OidcServer['callback']
  const authorizePath = options.routes?.authorization ?? '/auth'
  return {
    provider,
    callback(request, response) {
      request.url = withConsent(request.url ?? '/', authorizePath)
      return handle(request, response)
    },
  }
}

/** The vendors take a secret in the header and in the body alike; the library wants one of them registered. */
function acceptEitherSecretForm(provider: Provider): void {
  Object.defineProperty(provider.Client.prototype, 'clientAuthMethod', {
    get(this: { tokenEndpointAuthMethod?: string }) {
      const context = Provider.ctx
      const inBody = Boolean(context?.oidc.body?.client_secret) && !context?.headers.authorization
      const method = this.tokenEndpointAuthMethod
      return method === 'client_secret_basic' && inBody ? 'client_secret_post' : method
    },
  })
}

function withConsent(target: string, authorizePath: string): string {
  const url = new URL(target, 'http://sandbox')
  if (url.pathname !== authorizePath) return target
  const prompts = (url.searchParams.get('prompt') ?? '').split(' ').filter(Boolean)
  const scopes = (url.searchParams.get('scope') ?? '').split(' ')
  if (!scopes.includes('offline_access') || prompts.includes('none') || prompts.includes('consent'))
    return target
  url.searchParams.set('prompt', [...prompts, 'consent'].join(' '))
  return url.pathname + url.search
}

/**
 * Google's way: all that an account grants to one client is one grant, which ends with any of its tokens; with
 * `include_granted_scopes` a token carries what was granted before too.
 */
async function grantOnTop<T>(
  provider: Provider,
  state: State<PlatformState<T>>,
  context: KoaContextWithOIDC,
) {
  const { client, session, params } = context.oidc
  if (!client || !session?.accountId) return undefined
  const standing = grantIdOf(state, session.accountId, client.clientId)
  const grant =
    (standing === undefined ? undefined : await provider.Grant.find(standing)) ??
    new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  if (params?.['include_granted_scopes'] === 'true') {
    const before = grant.getOIDCScope().split(' ')
    const asked = String(params['scope'] ?? 'openid').split(' ')
    params['scope'] = [...new Set([...before, ...asked])]
      .filter((scope) => scope !== '' && scope !== 'offline_access')
      .join(' ')
  }
  grant.addOIDCScope(typeof params?.scope === 'string' ? params.scope : 'openid')
  // The scope never shows in an answer: the grant alone remembers what `access_type` asked for.
  if (params?.['access_type'] === 'offline') grant.addOIDCScope('offline_access')
  grant.addOIDCClaims([...context.oidc.requestParamClaims])
  await grant.save()
  return grant
}

/** One grant for each authorization, so that revoking one delegation leaves the others alone. */
async function grantAll(provider: Provider, context: KoaContextWithOIDC) {
  const { client, session, params } = context.oidc
  if (!client || !session?.accountId) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope(typeof params?.scope === 'string' ? params.scope : 'openid')
  grant.addOIDCClaims([...context.oidc.requestParamClaims])
  await grant.save()
  return grant
}

function logoutSource(context: KoaContextWithOIDC, form: string): void {
  context.body = page('Sign out', html`<p>Sign out here?</p>`).replace(
    '</main>',
    `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button></main>`,
  )
}

function postLogoutSuccessSource(context: KoaContextWithOIDC): void {
  context.body = page('Signed out', html`<p>You are signed out.</p>`)
}
