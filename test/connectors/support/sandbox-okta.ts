import { catalog } from '#catalog/index.ts'
import { createConnectors } from '#connectors/index.ts'
import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { authorizationUrl, createOAuth, exchange, type Tokens } from '#delegation/index.ts'
import { createCompany, oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import type { UserStatus } from '#sandbox/company/seats.ts'
import { unattended } from '#sandbox/oidc/policy.ts'
import { oktaAppId } from '#sandbox/okta/apps.ts'
import { createOkta, type OktaOptions } from '#sandbox/okta/okta.ts'
import { sandboxFetchFor } from './fetch-for.ts'
import { resolved } from './okta-user.ts'

export const redirectUri = 'http://127.0.0.1:9/connect/okta/callback'
const scopesOfAdmin = [
  'openid',
  'offline_access',
  'okta.users.manage',
  'okta.groups.manage',
  'okta.apps.manage',
  'okta.logs.read',
  'okta.roles.read',
]

export type SandboxOkta = Awaited<ReturnType<typeof sandboxOkta>>

/** The emulated Okta of the seeded company, and ways to be somebody in it: all through our own code and real HTTP. */
export async function sandboxOkta(options: Partial<OktaOptions> & { fetchFor?: FetchFor } = {}) {
  const { fetchFor = sandboxFetchFor, company = createCompany(), ...own } = options
  const client = { id: 'dex-test', secret: 'dex-test-secret-dex-test-secret', redirectUris: [redirectUri] }
  const okta = await createOkta({ port: 0, company, clients: [client], logLagMs: 0, ...own })
  const platformClient = { origin: okta.url, clientId: client.id, clientSecret: client.secret }
  const oauth = createOAuth({ fetchFor: sandboxFetchFor, allowHttp: true })
  const connectors = createConnectors({ fetchFor, clock: Date.now })

  async function authorize(login: string, scopes: readonly string[] = scopesOfAdmin) {
    const started = await authorizationUrl(oauth, {
      client: platformClient,
      redirectUri,
      scopes,
      loginHint: login,
      extra: { acr_values: unattended },
    })
    return { ...started, scopes, callbackUrl: await followToCallback(started.url) }
  }

  async function signIn(login: string, scopes: readonly string[] = scopesOfAdmin): Promise<Tokens> {
    const authorized = await authorize(login, scopes)
    return exchange(oauth, Date.now, { ...authorized, client: platformClient, redirectUri })
  }

  const sandbox = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${okta.url}/_sandbox/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.json()
  }

  const person = (title: string) => {
    const found = company.accounts.find((account) => account.title === title)
    if (found === undefined) throw new Error(`nobody is ${title}`)
    return {
      login: found.login,
      email: found.email,
      department: found.department,
      id: oktaUserId(company, found.login),
    }
  }

  return {
    ...okta,
    company,
    platformClient,
    oauth,
    connectors,
    authorize,
    signIn,
    credential: async (login: string, scopes?: readonly string[]): Promise<Credential> =>
      credentialOf(await signIn(login, scopes)),
    person,
    group: (name: string) => oktaGroupId(company, name),
    app: (label: string) => oktaAppId(company, label),
    withStatus: (status: UserStatus) => {
      const found = company.accounts.find((account) => account.status === status)
      if (found === undefined) throw new Error(`nobody is ${status}`)
      return oktaUserId(company, found.login)
    },
    faults: (...faults: unknown[]) => sandbox('faults', faults),
    reset: () => sandbox('reset', {}),
    journal: async () =>
      (await sandbox('journal')) as {
        entries: {
          method: string
          path: string
          status: number
          requestId: string
          actor: { id: string } | null
        }[]
      },
    run: (
      action: string,
      credential: Credential,
      id: string | null,
      params: Record<string, unknown> = {},
      objects: ResolvedObject[] = [],
    ) => {
      const connector = connectors.connectorFor(action)
      if (connector === undefined) throw new Error(`no ${action}`)
      const call = {
        params,
        target: id === null ? null : resolved(catalog.get(action)?.targetType ?? '', id),
        objects,
        credential,
        signal: AbortSignal.timeout(10_000),
      }
      return {
        execute: () => connector.execute(call),
        happened: (since: string) => connector.happened?.({ ...call, since }),
      }
    },
  }
}

export const credentialOf = (tokens: Tokens): Credential => ({
  accessToken: tokens.accessToken,
  origin: tokens.origin,
})

/** A browser's part: cookies and redirects, up to the one that leaves for our callback. */
async function followToCallback(start: string): Promise<string> {
  const cookies = new Map<string, string>()
  let url = start
  for (let hop = 0; hop < 10; hop += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = set.split(';', 1)[0]?.split(/=(.*)/s) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`no redirect from ${new URL(url).pathname}: ${answer.status}`)
    url = new URL(location, url).href
    if (url.startsWith(redirectUri)) return url
  }
  throw new Error('too many redirects')
}
