import { catalog } from '#catalog/index.ts'
import { createConnectors } from '#connectors/index.ts'
import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { authorizationUrl, createOAuth, exchange, scopesFor, type Tokens } from '#delegation/index.ts'
import { createCompany } from '#sandbox/company/company.ts'
import { entraGroupId, entraUserId, intuneDeviceId } from '#sandbox/microsoft/ids.ts'
import { createMicrosoft, type MicrosoftOptions } from '#sandbox/microsoft/microsoft.ts'
import type { MicrosoftState } from '#sandbox/microsoft/model.ts'
import { createMicrosoftState } from '#sandbox/microsoft/seed.ts'
import { unattended } from '#sandbox/oidc/policy.ts'
import { walk } from '#test/sandbox/browser.ts'
import { sandboxFetchFor } from '../support/fetch-for.ts'

export const redirectUri = 'http://127.0.0.1:9/connect/microsoft/callback'

/** All that an admin's and an investigating connection ask for. */
export const everyScope = [
  ...new Set(
    (['admin', 'investigate'] as const).flatMap((kind) => scopesFor('microsoft', kind, catalog.values())),
  ),
]

export interface JournalEntry {
  method: string
  path: string
  status: number
  requestId: string
  actor: { id: string } | null
}

export type SandboxMicrosoft = Awaited<ReturnType<typeof sandboxMicrosoft>>

/** The emulated Entra tenant of the seeded company, and ways to be somebody in it: through our own code and real HTTP. */
export async function sandboxMicrosoft(options: Partial<MicrosoftOptions> & { fetchFor?: FetchFor } = {}) {
  const { fetchFor = sandboxFetchFor, company = createCompany(), ...own } = options
  const client = { id: 'dex-test', secret: 'dex-test-secret-dex-test-secret', redirectUris: [redirectUri] }
  const microsoft = await createMicrosoft({ port: 0, company, clients: [client], auditLagMs: 0, ...own })
  const platformClient = {
    origin: microsoft.url,
    issuer: microsoft.issuer,
    clientId: client.id,
    clientSecret: client.secret,
  }
  const oauth = createOAuth({ fetchFor: sandboxFetchFor, allowHttp: true })
  const connectors = createConnectors({ fetchFor, clock: Date.now })
  const held = new Map<string, Credential>()
  const seeded = createMicrosoftState(company, Date.now()).directory

  async function authorize(login: string, scopes: readonly string[] = everyScope) {
    const started = await authorizationUrl(oauth, {
      client: platformClient,
      redirectUri,
      scopes,
      loginHint: login,
      extra: { acr_values: unattended },
    })
    return { ...started, scopes, callbackUrl: (await walk(started.url, redirectUri)).url }
  }

  async function signIn(login: string, scopes: readonly string[] = everyScope): Promise<Tokens> {
    const authorized = await authorize(login, scopes)
    return exchange(oauth, Date.now, {
      ...authorized,
      client: platformClient,
      redirectUri,
      platform: 'microsoft',
    })
  }

  const sandbox = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${microsoft.url}/_sandbox/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.json()
  }

  const account = (title: string) => {
    const found = company.accounts.find((each) => each.title === title)
    if (found === undefined) throw new Error(`nobody is ${title}`)
    return found
  }
  const person = (title: string) => ({
    ...account(title),
    id: entraUserId(company, account(title).login),
    device: intuneDeviceId(company, account(title).login),
  })

  return {
    ...microsoft,
    company,
    platformClient,
    oauth,
    connectors,
    authorize,
    signIn,
    person,
    group: (name: string) => entraGroupId(company, name),
    ruleId: (title: string, name: string): string =>
      seeded.users
        .find((user) => user.id === person(title).id)
        ?.rules.find((rule) => rule.displayName === name)?.id ?? '',
    methodId: (title: string, type: string): string =>
      seeded.users
        .find((user) => user.id === person(title).id)
        ?.methods.find((method) => method.type === type)?.id ?? '',
    deviceOn: (system: string): string =>
      seeded.devices.find((device) => device.shown['operatingSystem'] === system)?.id ?? '',
    /** Signed in once for a title and its scopes. */
    as: async (title: string, scopes?: readonly string[]): Promise<Credential> => {
      const key = `${title} ${scopes?.join(' ')}`
      const standing = held.get(key)
      if (standing !== undefined) return standing
      const tokens = await signIn(person(title).login, scopes)
      const credential = { accessToken: tokens.accessToken, origin: tokens.origin }
      held.set(key, credential)
      return credential
    },
    faults: (...faults: unknown[]) => sandbox('faults', faults),
    lag: (lag: { listMs?: number; auditMs?: number }) => sandbox('lag', lag),
    reset: () => sandbox('reset', {}),
    state: async () => (await sandbox('snapshot')) as MicrosoftState,
    /** Calls of the API alone; signing in is none. */
    journal: async () =>
      ((await sandbox('journal')) as { entries: JournalEntry[] }).entries.filter((entry) =>
        entry.path.startsWith('/v1.0/'),
      ),
    run: (
      action: string,
      credential: Credential,
      id: string | null,
      params: Record<string, unknown> = {},
    ) => {
      const connector = connectors.connectorFor(action)
      if (connector === undefined) throw new Error(`no ${action}`)
      const call = {
        params,
        target: id === null ? null : targetOf(id, catalog.get(action)?.target?.type),
        objects: objectsOf(action, params),
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

export const targetOf = (id: string, type = 'user'): ResolvedObject => ({
  platform: 'microsoft',
  type,
  id,
  email: null,
  displayName: null,
  department: null,
  privileged: false,
  labels: [],
  status: null,
})

/** As the gate would have resolved them. */
export const objectsOf = (action: string, params: Record<string, unknown>): ResolvedObject[] =>
  (catalog.get(action)?.objects ?? []).flatMap(({ param, type }) => {
    const id = params[param]
    return typeof id === 'string' ? [targetOf(id, type)] : []
  })
