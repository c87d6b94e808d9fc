import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { PlatformActionName } from '#catalog/index.ts'
import { createScimConnector } from '#connectors/scim/index.ts'
import type { Credential } from '#contract/connector.ts'
import { createCompany } from '#sandbox/company/company.ts'
import { createScim } from '#sandbox/scim/scim.ts'
import { scimGroupId, scimUserId } from '#sandbox/scim/state.ts'
import { type Case as AnyCase, everyAction, forbidden } from './every-action.ts'
import { sandboxFetchFor } from './support/fetch-for.ts'
import { clientOf, standIn } from './support/stand-in.ts'

type Scim = Awaited<ReturnType<typeof sandboxScim>>
type Case = AnyCase<Scim>

async function sandboxScim() {
  const company = createCompany()
  return standIn(await createScim({ port: 0, company, clients: [clientOf('scim')] }), {
    platform: 'scim',
    company,
    connector: createScimConnector({ fetchFor: sandboxFetchFor, clock: Date.now }),
    scopes: ['openid', 'scim.manage'],
    api: /^\/scim\//,
    idOf: scimUserId,
  })
}

const executive = (scim: Scim) => scim.person('Account Executive').id
const formerly = (scim: Scim) => scim.person('Account Manager').id
const group = (name: string) => (scim: Scim) => scimGroupId(scim.company, name)
const naming = (scim: Scim) => ({ user: executive(scim) })
const [github, vpn] = [group('github-users'), group('vpn-users')]
/** All of them may be sent again: SCIM says what shall be, not what to do. */
const any = { again: 'same', weak: forbidden('Recruiter') } as const
const patch = (of: 'Users' | 'Groups', id: (scim: Scim) => string): NonNullable<Case['writes']> => ({
  method: 'PATCH',
  path: (scim) => `/scim/v2/${of}/${id(scim)}`,
  unfit: null,
})

/** An action without a case is a type error. */
const cases: Record<PlatformActionName<'scim'>, Case> = {
  'scim.user.find': {
    ...any,
    params: (scim) => ({ email: scim.person('Account Executive').login }),
    fields: { users: [expect.objectContaining({ department: 'Sales', active: true })] },
    nothing: { params: { email: 'nobody@acme.example' }, gets: { fields: { users: [] } } },
  },
  'scim.user.get': {
    ...any,
    target: executive,
    fields: expect.objectContaining({ userName: expect.stringContaining('@'), active: true }),
  },
  'scim.user.deactivate': {
    ...any,
    target: executive,
    fields: { active: false },
    writes: patch('Users', executive),
  },
  'scim.user.activate': {
    ...any,
    target: formerly,
    fields: { active: true },
    writes: patch('Users', formerly),
  },
  'scim.group.list': {
    ...any,
    fields: { groups: expect.arrayContaining([{ id: expect.any(String), name: 'github-users' }]) },
    nothing: { params: { extra: 1 }, gets: 'params_invalid' },
  },
  'scim.group.add_member': {
    ...any,
    target: github,
    params: naming,
    fields: { member: true },
    writes: patch('Groups', github),
  },
  'scim.group.remove_member': {
    ...any,
    target: vpn,
    params: naming,
    fields: { member: false },
    writes: patch('Groups', vpn),
  },
}

everyAction(
  {
    platform: 'scim',
    start: sandboxScim,
    admin: 'Identity Lead',
    auditor: 'Identity Lead',
    signIn: ['openid', 'email'],
    nobody: { user: 'nobody', group: 'none' },
    scopeMissing: 'insufficient_scope',
    requestId: /^\w{24}$/,
  },
  cases,
)

let scim: Scim
let admin: Credential
beforeAll(async () => {
  scim = await sandboxScim()
  admin = await scim.as('Identity Lead')
})
afterAll(() => scim.close())
beforeEach(() => scim.reset())
const soon = () => AbortSignal.timeout(30_000)

it('whatever stands in place of an id or an address, nothing leaves but what was meant', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('..', '.', '../Groups', 'a/b', '%2e', '" or id pr'),
  )
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      fc.pre(!/^[\w-][\w.~-]*$/.test(text))
      const get = scim.run('scim.user.get', admin, text)
      await expect(get.execute()).rejects.toMatchObject({ code: 'platform_not_found' })
      const add = scim.run('scim.group.add_member', admin, github(scim), { user: text })
      await expect(add.execute()).rejects.toMatchObject({ code: 'params_invalid' })
      expect(await scim.resolver.findByEmail(text, admin, soon())).toBeNull()
    }),
    { numRuns: 40 },
  )
  expect(await scim.journal()).toEqual([])
})

it('resolves people and groups; roles, and what cannot be known, are privileged', async () => {
  const { resolver } = scim
  const resolve = (type: string, id: string) => resolver.resolve(type, id, admin, soon())
  expect(await resolve('user', executive(scim))).toMatchObject({
    department: 'Sales',
    privileged: false,
    status: 'active',
  })
  expect((await resolve('user', scim.person('Head of IT').id))?.privileged).toBe(true)
  expect(await resolve('group', vpn(scim))).toMatchObject({ displayName: 'vpn-users', privileged: true })
  expect(await resolve('user', 'nobody')).toBeNull()
  await scim.faults({ match: { path: '/Schemas/' }, kind: 'status500' })
  await expect(resolve('user', executive(scim))).rejects.toMatchObject({ code: 'platform_unavailable' })
  const shared = scim.company.accounts.find(({ email, login }) => email !== login)?.email ?? ''
  await expect(resolver.findByEmail(shared, admin, soon())).rejects.toMatchObject({ code: 'ambiguous' })
  const entitled = await resolver.entitlements(scim.person('Identity Lead').id, admin, soon())
  expect(entitled).toMatchObject({ adminRoles: ['admin'], active: true })
  expect(entitled.groups).toContain(scimGroupId(scim.company, 'it-admins'))
  const { adminRoles: _, ...membership } = entitled
  const { id } = scim.person('Identity Lead')
  expect(await resolver.membership(id, admin, soon())).toEqual(membership)
  expect(await resolver.groupsOf(id, admin, soon())).toEqual(membership.groups)
})
