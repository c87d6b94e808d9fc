import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog, type PlatformActionName } from '#catalog/index.ts'
import { createConnectors } from '#connectors/index.ts'
import type { Code } from '#contract/codes.ts'
import type { Credential } from '#contract/connector.ts'
import { type DexError, isDexError } from '#contract/error.ts'
import { createCompany } from '#sandbox/company/company.ts'
import { createScim, type ScimStandIn } from '#sandbox/scim/scim.ts'
import { scimGroupId, scimUserId } from '#sandbox/scim/state.ts'
import { client, delegate } from '../sandbox/delegate.ts'
import { sandboxFetchFor } from './support/fetch-for.ts'
import { resolved } from './support/okta-user.ts'

const company = createCompany()
const login = (title: string) => company.accounts.find((account) => account.title === title)?.login ?? ''
const person = (title: string) => scimUserId(company, login(title))
const connectors = createConnectors({ fetchFor: sandboxFetchFor, clock: Date.now })
const longAgo = '2026-01-01T00:00:00.000Z'

interface Case {
  target: string | null
  params?: Record<string, unknown>
  fields: unknown
  absent: { target: string | null; params?: Record<string, unknown>; gets: Code | { fields: unknown } }
  /** Method and path of the one write. */
  writes?: string
}

const executive = person('Account Executive')
const github = scimGroupId(company, 'github-users')
const vpn = scimGroupId(company, 'vpn-users')
const absentUser = { target: 'nobody', gets: 'platform_not_found' } as const
const absentGroup = { target: 'none', params: { user: executive }, gets: 'platform_not_found' } as const

/** An action without a case is a type error. All of them may be sent again: SCIM says what shall be, not what to do. */
const cases: Record<PlatformActionName<'scim'>, Case> = {
  'scim.user.find': {
    target: null,
    params: { email: login('Account Executive') },
    fields: { users: [expect.objectContaining({ id: executive, department: 'Sales', active: true })] },
    absent: { target: null, params: { email: 'nobody@acme.example' }, gets: { fields: { users: [] } } },
  },
  'scim.user.get': {
    target: executive,
    fields: expect.objectContaining({ userName: login('Account Executive'), active: true }),
    absent: absentUser,
  },
  'scim.user.deactivate': {
    target: executive,
    fields: { active: false },
    absent: absentUser,
    writes: `PATCH /scim/v2/Users/${executive}`,
  },
  'scim.user.activate': {
    target: person('Account Manager'),
    fields: { active: true },
    absent: absentUser,
    writes: `PATCH /scim/v2/Users/${person('Account Manager')}`,
  },
  'scim.group.list': {
    target: null,
    fields: { groups: expect.arrayContaining([{ id: github, name: 'github-users' }]) },
    absent: { target: null, params: { extra: 1 }, gets: 'params_invalid' },
  },
  'scim.group.add_member': {
    target: github,
    params: { user: executive },
    fields: { member: true },
    absent: absentGroup,
    writes: `PATCH /scim/v2/Groups/${github}`,
  },
  'scim.group.remove_member': {
    target: vpn,
    params: { user: executive },
    fields: { member: false },
    absent: absentGroup,
    writes: `PATCH /scim/v2/Groups/${vpn}`,
  },
}

let scim: ScimStandIn
let admin: Credential
beforeAll(async () => {
  scim = await createScim({ port: 0, company, clients: [client] })
  admin = await as('Identity Lead')
})
afterAll(() => scim.close())
beforeEach(() => sandbox('reset', {}))

async function as(title: string, scope = 'openid scim.manage'): Promise<Credential> {
  const { bearer } = await delegate(scim.url, login(title), scope)
  return { accessToken: bearer, origin: scim.url }
}

async function sandbox(path: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(`${scim.url}/_sandbox/${path}`, {
    ...init,
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(200)
  return answer.json()
}

async function journal(): Promise<string[]> {
  const { entries } = (await sandbox('journal')) as { entries: { method: string; path: string }[] }
  return entries.map(({ method, path }) => `${method} ${path}`).filter((entry) => entry.includes('/scim/'))
}

function call(
  action: string,
  credential: Credential,
  about: { target: string | null; params?: Record<string, unknown> },
) {
  const { target, params = {} } = about
  const definition = catalog.get(action)
  const connector = connectors.connectorFor(action)
  if (connector === undefined || definition === undefined) throw new Error(`no ${action}`)
  const input = {
    params,
    target: target === null ? null : resolved(definition.targetType, target),
    objects: definition.objects.map(({ param, type }) => resolved(type, String(params[param]))),
    credential,
    signal: AbortSignal.timeout(30_000),
  }
  return {
    execute: () => connector.execute(input),
    happened: () => connector.happened?.({ ...input, since: longAgo }),
  }
}

async function refusal(work: Promise<unknown>): Promise<DexError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDexError(error)) throw new Error(`no DexError: ${String(error)}`)
  return error
}

describe.each(Object.entries(cases))('%s', (action, particular) => {
  const { writes, absent } = particular

  it('does it, twice the same, and says by which call', async () => {
    for (let time = 0; time < 2; time += 1) {
      const result = await call(action, admin, particular).execute()
      expect(result.fields).toEqual(particular.fields)
      expect(catalog.get(action)?.returns.safeParse(result.fields).success).toBe(true)
      expect(result.requestId).toMatch(/^\w{24}$/)
    }
    expect(await journal()).toEqual(writes === undefined ? [] : [writes, writes])
    if (writes !== undefined) expect(await call(action, admin, particular).happened()).toBe('yes')
  })

  it('with the scopes of the catalog alone, and not without', async () => {
    const scopes = catalog.get(action)?.scopes ?? []
    const narrow = await as('Identity Lead', ['openid', ...scopes].join(' '))
    expect((await call(action, narrow, particular).execute()).fields).toEqual(particular.fields)
    const none = await as('Identity Lead', 'openid email')
    const error = await refusal(call(action, none, particular).execute())
    expect([error.code, error.extra['platformCode']]).toEqual(['platform_forbidden', 'insufficient_scope'])
  })

  it('about what is not there', async () => {
    const work = call(action, admin, absent).execute()
    if (typeof absent.gets === 'string') expect((await refusal(work)).code).toBe(absent.gets)
    else expect(await work).toMatchObject(absent.gets)
  })

  it('without the role', async () => {
    const error = await refusal(call(action, await as('Recruiter'), particular).execute())
    expect([error.code, error.extra['mayHaveHappened']]).toEqual(['platform_forbidden', false])
  })

  it('429 is handed up with its wait, then it works', async () => {
    await sandbox('faults', [{ match: { path: '^/scim/' }, kind: 'status429' }])
    const error = await refusal(call(action, admin, particular).execute())
    expect([error.code, error.retryAfterMs]).toEqual(['platform_rate_limited', 2_000])
    expect((await call(action, admin, particular).execute()).fields).toEqual(particular.fields)
  })

  if (writes === undefined) return

  it('lost after the write it is found, cut before the write it is not', async () => {
    await sandbox('faults', [{ match: { method: 'PATCH', path: '^/scim/' }, kind: 'reset_before' }])
    expect((await refusal(call(action, admin, particular).execute())).extra['mayHaveHappened']).toBe(true)
    expect(await call(action, admin, particular).happened()).toBe('no')
    await sandbox('faults', [{ match: { method: 'PATCH', path: '^/scim/' }, kind: 'reset_after' }])
    expect((await refusal(call(action, admin, particular).execute())).code).toBe('platform_unavailable')
    expect(await call(action, admin, particular).happened()).toBe('yes')
  })
})

it('whatever stands in place of an id or an address, nothing leaves but what was meant', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('..', '.', '../Groups', 'a/b', '%2e', '" or id pr'),
  )
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      fc.pre(!/^[\w-][\w.~-]*$/.test(text))
      const get = call('scim.user.get', admin, { target: text })
      expect((await refusal(get.execute())).code).toBe('platform_not_found')
      const add = call('scim.group.add_member', admin, { target: github, params: { user: text } })
      expect((await refusal(add.execute())).code).toBe('params_invalid')
      const found = await connectors
        .resolverFor('scim')
        ?.findByEmail(text, admin, AbortSignal.timeout(30_000))
      expect(found).toBeNull()
    }),
    { numRuns: 40 },
  )
  expect(await journal()).toEqual([])
})

it('resolves people and groups; roles, and what cannot be known, are privileged', async () => {
  const resolver = connectors.resolverFor('scim')
  const resolve = (type: string, id: string) =>
    resolver?.resolve(type, id, admin, AbortSignal.timeout(30_000))
  expect(await resolve('user', executive)).toMatchObject({
    department: 'Sales',
    privileged: false,
    status: 'active',
  })
  expect((await resolve('user', person('Head of IT')))?.privileged).toBe(true)
  expect(await resolve('group', vpn)).toMatchObject({ displayName: 'vpn-users', privileged: true })
  expect(await resolve('user', 'nobody')).toBeNull()
  await sandbox('faults', [{ match: { path: '/Schemas/' }, kind: 'status500' }])
  expect((await refusal(resolve('user', executive) ?? Promise.resolve())).code).toBe('platform_unavailable')
  const shared = company.accounts.find(({ email, login: own }) => email !== own)?.email ?? ''
  const find = resolver?.findByEmail(shared, admin, AbortSignal.timeout(30_000))
  expect((await refusal(find ?? Promise.resolve())).code).toBe('ambiguous')
  const entitled = await resolver?.entitlements(person('Identity Lead'), admin, AbortSignal.timeout(30_000))
  expect(entitled).toMatchObject({ adminRoles: ['admin'], active: true })
  expect(entitled?.groups).toContain(scimGroupId(company, 'it-admins'))
})
