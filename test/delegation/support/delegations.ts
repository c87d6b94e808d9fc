import { TenantId } from '#contract/ids.ts'
import { newPersonId } from '#contract/new-id.ts'
import { type ConnectionKind, createDelegation } from '#delegation/index.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import { redirectUri, sandboxOkta } from '#test/connectors/support/sandbox-okta.ts'
import { memoryStore } from './memory-store.ts'
import { testSealer } from './sealer.ts'

export const acme = TenantId.parse('acme')

export type Delegations = Awaited<ReturnType<typeof delegations>>

/** Two workers' delegations over one store and one rotating Okta, with a clock that the test moves. */
export async function delegations() {
  const okta = await sandboxOkta({ rotateRefreshToken: true })
  const store = memoryStore()
  const time = { aheadMs: 0 }
  const clients = { current: okta.platformClient }
  /** Bodies that left, whoever sent them. */
  const wire: string[] = []
  const deps = {
    store,
    sealer: testSealer(),
    fetchFor: (origin: string) => async (url: string | URL | Request, init?: RequestInit) => {
      const body = init?.body
      wire.push(body instanceof URLSearchParams ? body.toString() : typeof body === 'string' ? body : '')
      return sandboxFetchFor(origin)(url, init)
    },
    allowHttp: true,
    clock: () => Date.now() + time.aheadMs,
    clientFor: async () => clients.current,
  }
  const [first, second] = [createDelegation(deps), createDelegation(deps)]

  async function connect(title: string, kind: ConnectionKind, scopes: readonly string[], over: object = {}) {
    const { login, id } = okta.person(title)
    const authorized = await okta.authorize(login, scopes)
    const base = {
      person: newPersonId(),
      platform: 'okta',
      kind,
      expectedAccountId: id,
      link: async () => true,
      redirectUri,
    }
    return first.connect(acme, { ...base, ...authorized, ...over })
  }

  return {
    okta,
    wire,
    store,
    time,
    clients,
    first,
    second,
    connect,
    row: (id: string) => store.rows.get(`${acme}/${id}`),
    posts: async (path: string) =>
      (await okta.wholeJournal()).filter((entry) => entry.path === path && entry.method === 'POST').length,
    passHours(hours: number) {
      time.aheadMs += hours * 3_600_000
    },
  }
}

export const adminScopes = [
  'openid',
  'offline_access',
  'okta.users.manage',
  'okta.groups.read',
  'okta.logs.read',
  'okta.roles.read',
]
