import { catalog } from '#catalog/index.ts'
import type { ResolvedObject } from '#contract/action.ts'
import type { ActionConnector, Credential, PlatformResolver, StateReader } from '#contract/connector.ts'
import { authorizationUrl, createOAuth, exchange, type Tokens } from '#delegation/index.ts'
import type { Company } from '#sandbox/company/company.ts'
import type { UserStatus } from '#sandbox/company/seats.ts'
import { unattended } from '#sandbox/oidc/policy.ts'
import { walk } from '#test/sandbox/browser.ts'
import { sandboxFetchFor } from './fetch-for.ts'

export interface JournalEntry {
  method: string
  path: string
  status: number
  requestId: string
  actor: { id: string } | null
}

/** The callback and the client that a stand-in is told of. */
export const clientOf = (platform: string) => {
  const redirectUri = `http://127.0.0.1:9/connect/${platform}/callback`
  return { id: 'dex-test', secret: 'dex-test-secret-dex-test-secret', redirectUris: [redirectUri] }
}

export type StandIn = Awaited<ReturnType<typeof standIn>>

/** An emulated platform of the seeded company, and ways to be somebody in it: all through our own code and real HTTP. */
export function standIn(
  emulator: { url: string; issuer?: string; close: () => Promise<void> },
  about: {
    platform: string
    company: Company
    connector: { actions: object; resolver: PlatformResolver; states: Readonly<Record<string, StateReader>> }
    /** What is asked for unless said. */
    scopes: readonly string[]
    /** Where the paths of its API start. */
    api: RegExp
    idOf: (company: Company, login: string) => string
  },
) {
  const { platform, company, connector, api, idOf } = about
  const { id: clientId, secret: clientSecret, redirectUris } = clientOf(platform)
  const redirectUri = redirectUris[0] ?? ''
  const issuer = emulator.issuer === undefined ? {} : { issuer: emulator.issuer }
  const platformClient = { origin: emulator.url, ...issuer, clientId, clientSecret }
  const oauth = createOAuth({ fetchFor: sandboxFetchFor, allowHttp: true })
  const actions = new Map(Object.entries<ActionConnector>(connector.actions as Record<string, never>))
  const held = new Map<string, Credential>()

  async function authorize(login: string, scopes = about.scopes, how: { addTo?: boolean } = {}) {
    const asked = { client: platformClient, platform, redirectUri, scopes, loginHint: login, ...how }
    const started = await authorizationUrl(oauth, { ...asked, extra: { acr_values: unattended } })
    return { ...started, scopes, callbackUrl: (await walk(started.url, redirectUri)).url }
  }

  async function signIn(login: string, scopes = about.scopes): Promise<Tokens> {
    const authorized = await authorize(login, scopes)
    return exchange(oauth, Date.now, { ...authorized, client: platformClient, redirectUri, platform })
  }

  async function credential(login: string, scopes = about.scopes): Promise<Credential> {
    const { accessToken, origin } = await signIn(login, scopes)
    return { accessToken, origin }
  }

  async function sandbox(path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${emulator.url}/_sandbox/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.json()
  }

  const account = (fits: (each: Company['accounts'][number]) => boolean) => {
    const found = company.accounts.find(fits)
    if (found === undefined) throw new Error('nobody like that')
    return { ...found, id: idOf(company, found.login) }
  }
  const person = (title: string) => account((each) => each.title === title)
  const logins = new Map(company.accounts.map(({ login }) => [idOf(company, login), login]))
  const resolved = (type: string, id: string): ResolvedObject => ({
    ...objectOf(platform, type, id),
    email: logins.get(id) ?? null,
  })

  return {
    ...emulator,
    company,
    platformClient,
    oauth,
    /** Where the paths of its API start. */
    api,
    connectors: {
      connectorFor: (name: string) => actions.get(name),
      resolverFor: (name: string) => (name === platform ? connector.resolver : undefined),
      stateReaderFor: (name: string) => connector.states[name],
    },
    resolver: connector.resolver,
    authorize,
    signIn,
    credential,
    person,
    withStatus: (status: UserStatus) => account((each) => each.status === status).id,
    /** Signed in once for a title and its scopes. */
    as: async (title: string, scopes = about.scopes): Promise<Credential> => {
      const key = `${title} ${scopes.join(' ')}`
      const standing = held.get(key) ?? (await credential(person(title).login, scopes))
      held.set(key, standing)
      return standing
    },
    faults: (...faults: unknown[]) => sandbox('faults', faults),
    lag: (lag: { listMs?: number; auditMs?: number }) => sandbox('lag', lag),
    reset: () => sandbox('reset', {}),
    snapshot: () => sandbox('snapshot'),
    /** Every write of anyone's, signing in included. */
    wholeJournal: async () => ((await sandbox('journal')) as { entries: JournalEntry[] }).entries,
    /** The API's writes alone. */
    journal: async () =>
      ((await sandbox('journal')) as { entries: JournalEntry[] }).entries.filter(({ path }) =>
        api.test(path),
      ),
    /** As the gate calls it, with what the parameters name resolved. */
    run: (
      action: string,
      used: Credential,
      id: string | null,
      params: Record<string, unknown> = {},
      objects = objectsOf(action, params),
    ) => {
      const acting = actions.get(action)
      if (acting === undefined) throw new Error(`no ${action}`)
      const call = {
        params,
        target: id === null ? null : resolved(catalog.get(action)?.targetType ?? '', id),
        objects,
        credential: used,
        signal: AbortSignal.timeout(10_000),
      }
      return {
        execute: () => acting.execute(call),
        happened: (since: string) => acting.happened?.({ ...call, since }),
        state: () => connector.states[action]?.(call),
      }
    },
  }
}

/** As the gate would hand it over. */
export const objectOf = (platform: string, type: string, id: string): ResolvedObject => ({
  platform,
  type,
  id,
  email: null,
  displayName: null,
  department: null,
  privileged: false,
  labels: [],
  status: null,
})

/** What the parameters name, as the catalog declares it. */
export function objectsOf(action: string, params: Record<string, unknown>): ResolvedObject[] {
  const { platform = '', objects = [] } = catalog.get(action) ?? {}
  return objects.flatMap(({ param, type }) => {
    const id = params[param]
    return typeof id === 'string' ? [objectOf(platform, type, id)] : []
  })
}
