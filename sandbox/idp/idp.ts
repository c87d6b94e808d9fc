import type { FastifyInstance } from 'fastify'
import type { ClientMetadata } from 'oidc-provider'
import { freshId } from '../base/ids.ts'
import { createPlatform, type Platform } from '../base/platform.ts'
import { type Company, subjectOf } from '../company/company.ts'
import { type Account, createOidc, type OidcServer } from '../oidc/server.ts'
import { addSignIn } from '../oidc/sign-in.ts'
import { approveDevice } from './approve-device.ts'

export interface IdpOptions {
  port: number
  company: Company
  /** The console's confidential client `dex-console`. */
  console: { secret: string; redirectUris: string[]; postLogoutRedirectUris?: string[] }
  data?: string | null
}

export interface IdpStandIn {
  url: string
  close(): Promise<void>
}

interface IdpState {
  people: Account[]
}

const paths = ['/auth', '/token', '/me', '/jwks', '/session/end', '/device', '/.well-known/']
const isOidcPath = (path: string) => paths.some((known) => path.startsWith(known))

/** The company's identity provider: code + PKCE for `dex-console`, device grant (RFC 8628) for the public `dex-cli`. */
export async function createIdp(options: IdpOptions): Promise<IdpStandIn> {
  const { company } = options
  let oidc: OidcServer | null = null
  const provider = () => {
    if (!oidc) throw new Error('not listening yet')
    return oidc.provider
  }
  const platform: Platform<IdpState> = createPlatform<IdpState>({
    name: 'idp',
    port: options.port,
    data: options.data ?? null,
    fingerprint: `idp/1/${company.domain}/${company.seed}`,
    initial: () => ({ people: peopleOf(company) }),
    requestId: () => freshId('idp', 24),
    refusal: (kind) => ({ error: kind === 'status429' ? 'slow_down' : 'server_error' }),
    before(request, response) {
      if (!isOidcPath(request.url ?? '/') || !oidc) return false
      void oidc.callback(request, response)
      return true
    },
  })
  const people = () => platform.state.value.platform.people
  addSignIn(platform.app, { title: `${company.name} sign-in`, provider, accounts: people })
  addDeviceApproval(platform.app, provider, people)

  const url = await platform.listen()
  oidc = createOidc({
    platform,
    issuer: url,
    cookiePrefix: 'idp',
    clients: clientsOf(options),
    scopes: ['profile', 'email', 'groups'],
    claims: {
      openid: ['sub', 'auth_time', 'acr', 'amr'],
      profile: ['name', 'department'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    device: true,
    rotateRefreshToken: true,
    refreshTokenSeconds: 7 * 86_400,
    accounts: people,
  })
  return { url, close: platform.close }
}

function addDeviceApproval(
  app: FastifyInstance,
  provider: () => OidcServer['provider'],
  people: () => Account[],
): void {
  app.post('/_sandbox/device/approve', async (request, reply) => {
    const { userCode, email } = (request.body ?? {}) as { userCode?: unknown; email?: unknown }
    const account = people().find((person) => person.email === email)
    if (!account) return reply.code(404).send({ error: 'nobody of that e-mail address can sign in' })
    const approved = typeof userCode === 'string' && (await approveDevice(provider(), userCode, account))
    if (!approved) return reply.code(404).send({ error: 'no such code waits for approval' })
    return { approved: true, email: account.email }
  })
}

function peopleOf(company: Company): Account[] {
  return company.accounts
    .filter((account) => account.kind === 'person' && account.status !== 'DEPROVISIONED')
    .map((account) => {
      const name = `${account.firstName} ${account.lastName}`
      const { email, groups, department } = account
      const claims = { name, email, email_verified: true, groups, department }
      return { id: subjectOf(company, account.login), email, name, about: account.title, claims }
    })
}

function clientsOf(options: IdpOptions): ClientMetadata[] {
  return [
    {
      client_id: 'dex-console',
      client_name: 'Dex console',
      client_secret: options.console.secret,
      redirect_uris: options.console.redirectUris,
      post_logout_redirect_uris: options.console.postLogoutRedirectUris ?? [],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
    {
      client_id: 'dex-cli',
      client_name: 'Dex in a terminal',
      application_type: 'native',
      redirect_uris: [],
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      response_types: [],
      token_endpoint_auth_method: 'none',
    },
  ]
}
