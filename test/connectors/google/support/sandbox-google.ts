import { catalog } from '#catalog/index.ts'
import { createGoogleConnector } from '#connectors/google/index.ts'
import type { ResolvedObject } from '#contract/action.ts'
import type { ActionConnector, Credential } from '#contract/connector.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { authorizationUrl, createOAuth, exchange, type Tokens } from '#delegation/index.ts'
import { createCompany } from '#sandbox/company/company.ts'
import type { UserStatus } from '#sandbox/company/seats.ts'
import { createGoogle, type GoogleOptions } from '#sandbox/google/google.ts'
import { googleUserId } from '#sandbox/google/ids.ts'
import { unattended } from '#sandbox/oidc/policy.ts'
import { sandboxFetchFor } from '../../support/fetch-for.ts'
import { walk } from '#test/sandbox/browser.ts'

export const redirectUri = 'http://127.0.0.1:9/connect/google/callback'
const reads = ['admin.directory.rolemanagement.readonly', 'admin.directory.user.readonly']

/** Everything that any action of Google's asks for, and what the gate's own reads need. */
export const everyScope = [
  'openid',
  ...new Set([
    ...reads.map((scope) => `https://www.googleapis.com/auth/${scope}`),
    ...[...catalog.values()].filter((each) => each.platform === 'google').flatMap((each) => each.scopes),
  ]),
]

export type SandboxGoogle = Awaited<ReturnType<typeof sandboxGoogle>>

/** The emulated Workspace of the seeded company, and ways to be somebody in it: all through our own code and real HTTP. */
export async function sandboxGoogle(options: Partial<GoogleOptions> & { fetchFor?: FetchFor } = {}) {
  const { fetchFor = sandboxFetchFor, company = createCompany(), ...own } = options
  const client = { id: 'dex-test', secret: 'dex-test-secret-dex-test-secret', redirectUris: [redirectUri] }
  const google = await createGoogle({ port: 0, company, clients: [client], logLagMs: 0, ...own })
  const platformClient = { origin: google.url, clientId: client.id, clientSecret: client.secret }
  const oauth = createOAuth({ fetchFor: sandboxFetchFor, allowHttp: true })
  const connector = createGoogleConnector({ fetchFor, clock: Date.now })

  async function authorize(login: string, scopes: readonly string[] = everyScope) {
    const started = await authorizationUrl(oauth, {
      client: platformClient,
      platform: 'google',
      redirectUri,
      scopes,
      loginHint: login,
      extra: { acr_values: unattended },
    })
    const { url } = await walk(started.url, redirectUri)
    return { ...started, scopes, callbackUrl: url }
  }

  async function signIn(login: string, scopes: readonly string[] = everyScope): Promise<Tokens> {
    const authorized = await authorize(login, scopes)
    return exchange(oauth, Date.now, { ...authorized, client: platformClient, redirectUri })
  }

  const sandbox = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${google.url}/_sandbox/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.json()
  }

  const account = (fits: (each: (typeof company.accounts)[number]) => boolean) => {
    const found = company.accounts.find(fits)
    if (found === undefined) throw new Error('nobody like that')
    return { login: found.login, department: found.department, id: googleUserId(company, found.login) }
  }

  return {
    ...google,
    company,
    platformClient,
    oauth,
    resolver: connector.resolver,
    authorize,
    signIn,
    credential: async (login: string, scopes?: readonly string[]): Promise<Credential> => {
      const { accessToken, origin } = await signIn(login, scopes)
      return { accessToken, origin }
    },
    person: (title: string) => account((each) => each.title === title),
    withStatus: (status: UserStatus) => account((each) => each.status === status),
    faults: (...faults: unknown[]) => sandbox('faults', faults),
    reset: () => sandbox('reset', {}),
    journal: async () =>
      (
        (await sandbox('journal')) as {
          entries: { method: string; path: string; status: number; actor: { id: string } | null }[]
        }
      ).entries.filter((entry) => /^\/(admin|apps)\//.test(entry.path)),
    run: (
      action: string,
      credential: Credential,
      target: { id: string; email?: string | null } | null,
      params: Record<string, unknown> = {},
    ) => {
      const acting = actionOf(connector, action)
      const call = {
        params,
        target: target === null ? null : targetOf(target.id, target.email ?? null),
        objects: [],
        credential,
        signal: AbortSignal.timeout(10_000),
      }
      return {
        execute: () => acting.execute(call),
        happened: (since: string) => acting.happened?.({ ...call, since }),
      }
    },
  }
}

export function actionOf(connector: ReturnType<typeof createGoogleConnector>, name: string): ActionConnector {
  const found = new Map<string, ActionConnector>(Object.entries(connector.actions)).get(name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

export const targetOf = (id: string, email: string | null = null): ResolvedObject => ({
  platform: 'google',
  type: 'user',
  id,
  email,
  displayName: null,
  department: null,
  privileged: false,
  labels: [],
  status: null,
})
