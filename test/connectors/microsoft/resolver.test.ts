import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { carries } from '#connectors/microsoft/rights.ts'
import type { Credential, PlatformResolver } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { skuIdOf } from '#sandbox/microsoft/ids.ts'
import { roleIds } from '#sandbox/microsoft/roles.ts'
import { everyScope, type SandboxMicrosoft, sandboxMicrosoft } from './sandbox-microsoft.ts'

let microsoft: SandboxMicrosoft
let resolver: PlatformResolver
let top: Credential

beforeAll(async () => {
  microsoft = await sandboxMicrosoft({ pageMax: 2 })
  const found = microsoft.connectors.resolverFor('microsoft')
  if (found === undefined) throw new Error('no resolver')
  resolver = found
  top = await microsoft.as('Head of IT')
})
afterAll(() => microsoft.close())
beforeEach(() => microsoft.reset())

const soon = () => AbortSignal.timeout(10_000)
const resolve = (type: string, id: string, credential = top) => resolver.resolve(type, id, credential, soon())
const code = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (isDexError(error) ? error.code : error),
  )

describe('a user', () => {
  it('is who they are, with department and status', async () => {
    const { id, login, email } = microsoft.person('Account Executive')
    expect(await resolve('user', id)).toEqual({
      platform: 'microsoft',
      type: 'user',
      id,
      email,
      displayName: expect.any(String),
      department: 'Sales',
      privileged: false,
      labels: [],
      status: 'enabled',
    })
    expect(login).toBe(email)
  })

  it('is counted with those of a department, of a group, and all, over pages', async () => {
    const { accounts } = microsoft.company
    const count = (of: Parameters<PlatformResolver['count']>[0]) => resolver.count(of, top, soon())
    const sales = await count({ kind: 'department', name: 'Sales' })
    expect(sales?.count).toBe(accounts.filter((each) => each.department === 'Sales').length)
    expect(await count({ kind: 'department', name: "O'Nobody" })).toEqual({ count: 0, more: false })
    expect((await count({ kind: 'everybody' }))?.count).toBeGreaterThan(sales?.count ?? 0)
  })

  it.each([
    ['Head of IT', 'a direct role'],
    ['Service Desk Engineer', 'a role by a group'],
    ['Systems Technician', 'a role that may be activated'],
    ['Data Engineer', 'owner of a role-assignable group'],
  ])('%s is privileged: %s', async (title) => {
    expect(await resolve('user', microsoft.person(title).id)).toMatchObject({ privileged: true })
  })

  it.each([
    'RoleManagement.Read.Directory',
    'PrivilegedEligibilitySchedule.Read.AzureADGroup',
    'GroupMember.Read.All',
  ])('counts as privileged when %s was not granted: unknown is not none', async (missing) => {
    const wider = { 'GroupMember.Read.All': ['Directory.Read.All', 'GroupMember.ReadWrite.All'] }
    const without = [missing, ...(wider[missing as keyof typeof wider] ?? [])]
    const some = await microsoft.as(
      'Head of IT',
      everyScope.filter((scope) => !without.includes(scope)),
    )
    expect(await resolve('user', microsoft.person('Account Executive').id, some)).toMatchObject({
      privileged: true,
    })
  })

  it('counts as privileged for somebody who may not see eligible roles', async () => {
    const plain = await microsoft.as('Service Desk Lead')
    expect(await resolve('user', microsoft.person('Account Executive').id, plain)).toMatchObject({
      privileged: true,
    })
  })

  it('an overloaded platform is an error, not a privilege', async () => {
    await microsoft.faults({ match: { path: 'roleEligibility' }, times: 1, kind: 'status429' })
    expect(await code(resolve('user', microsoft.person('Account Executive').id))).toBe(
      'platform_rate_limited',
    )
  })

  it.each(['', '..', 'me', 'ada@acme.example', '../groups/1', '00000000-0000-4000-8000-000000000000'])(
    'nobody by %j',
    async (id) => {
      expect(await resolve('user', id)).toBeNull()
    },
  )

  it('a deleted one is no user, but can be named as deleted, and is privileged: unknown', async () => {
    const { id, email } = microsoft.person('Growth Analyst')
    expect(await resolve('user', id)).toBeNull()
    expect(await resolve('deleted_user', id)).toMatchObject({
      id,
      email,
      privileged: true,
      status: 'deleted',
    })
    expect(await resolve('deleted_user', microsoft.person('Recruiter').id)).toBeNull()
  })
})

describe('other objects', () => {
  it('a group: privileged when a role can be assigned to it', async () => {
    expect(await resolve('group', microsoft.group('it-helpdesk'))).toMatchObject({
      type: 'group',
      displayName: 'it-helpdesk',
      privileged: true,
      department: null,
    })
    expect(await resolve('group', microsoft.group('vpn-users'))).toMatchObject({ privileged: false })
    expect(await resolve('group', microsoft.person('Recruiter').id)).toBeNull()
  })

  it('a device: department and privilege are its owner’s', async () => {
    const executive = microsoft.person('Account Executive')
    expect(await resolve('device', microsoft.deviceOf('Account Executive'))).toMatchObject({
      id: microsoft.deviceOf('Account Executive'),
      email: executive.email,
      department: 'Sales',
      privileged: false,
      displayName: expect.stringMatching(/^LAPTOP-/),
    })
    expect(await resolve('device', microsoft.deviceOf('Head of IT'))).toMatchObject({ privileged: true })
    expect(await resolve('device', executive.id)).toBeNull()
  })

  it('a device whose owner is deleted counts as privileged', async () => {
    expect(await resolve('device', microsoft.deviceOf('Growth Analyst'))).toMatchObject({
      privileged: true,
      email: null,
    })
  })

  it('a licence that people can have', async () => {
    expect(await resolve('license', skuIdOf('SPE_E3'))).toMatchObject({
      type: 'license',
      displayName: 'SPE_E3',
      privileged: false,
    })
    expect(await resolve('license', skuIdOf('CRMSTORAGE'))).toBeNull()
    expect(await resolve('license', skuIdOf('NOWHERE'))).toBeNull()
  })

  it('a type that nobody knows is a missing fact', async () => {
    expect(await code(resolve('planet', skuIdOf('SPE_E3')))).toBe('fact_missing')
  })
})

describe('findByEmail', () => {
  const find = (email: string) => resolver.findByEmail(email, top, soon())

  it('the one, whatever the letters’ case', async () => {
    const { id, login } = microsoft.person('Account Executive')
    expect(await find(login.toUpperCase())).toMatchObject({ id })
  })

  it('an address that fits two is ambiguous', async () => {
    expect(await code(find(microsoft.person('Financial Analyst').email))).toBe('ambiguous')
  })

  it.each([
    "o'brien@acme.example",
    "x' or accountEnabled eq true or mail eq 'y",
    'a&$top=1#@acme.example',
    'https://evil.example/v1.0/x',
    `${'a'.repeat(10_000)}@acme.example`,
    '',
  ])('nobody, and no other question, by %s', async (email) => {
    expect(await find(email)).toBeNull()
  })
})

describe('entitlements', () => {
  it('groups, also nested, and roles, direct and by group; eligible ones are not held', async () => {
    const of = async (title: string) => resolver.entitlements(microsoft.person(title).id, top, soon())
    const operator = await of('Platform Operator')
    expect(operator.groups).toEqual(
      ['it', 'operators', 'vpn-users'].map((name) => microsoft.group(name)).sort(),
    )
    expect(operator).toMatchObject({ adminRoles: [roleIds['Intune Administrator']], active: true })
    const { adminRoles: _, ...membership } = operator
    const { id } = microsoft.person('Platform Operator')
    expect(await resolver.membership(id, top, soon())).toEqual(membership)
    expect(await resolver.groupsOf(id, top, soon())).toEqual(membership.groups)
    expect((await of('Service Desk Engineer')).adminRoles).toEqual([roleIds['Helpdesk Administrator']])
    expect((await of('Systems Technician')).adminRoles).toEqual([])
    expect((await of('Account Manager')).active).toBe(false)
  })

  it('throws for what cannot be read', async () => {
    expect(await code(resolver.entitlements('me', top, soon()))).toBe('platform_not_found')
    await microsoft.faults({ match: { path: 'roleAssignments' }, times: 1, kind: 'status500' })
    const { id } = microsoft.person('Recruiter')
    expect(await code(resolver.entitlements(id, top, soon()))).toBe('platform_unavailable')
  })
})

describe('which roles carry a change', () => {
  const { 'Global Administrator': all, 'Helpdesk Administrator': helpdesk } = roleIds
  const whole = (...ids: string[]) => ids.map((id) => ({ id, whole: true }))
  const changes = [...catalog.values()].filter(
    (each) => each.platform === 'microsoft' && each.write && each.adminRight !== null,
  )
  it.each(changes.map((each) => [each.name, each.adminRight ?? ''] as const))('%s: %s', (action, right) => {
    const others = /owner of the group|Intune role/.test(right)
    expect(carries(action, whole(all))).toBe(true)
    expect(carries(action, whole(helpdesk))).toBe(right.includes('helpdesk') ? true : others ? null : false)
    expect(carries(action, [])).toBe(others ? null : false)
    // A role of the organization's own making may hold any right; one that holds in a part of it may reach or not.
    expect(carries(action, whole('11111111-1111-4111-8111-111111111111'))).toBeNull()
    expect(carries(action, [{ id: all, whole: false }])).toBeNull()
  })

  it('of a person as the directory has them now', async () => {
    const of = (title: string, action: string) =>
      resolver.carries(action, microsoft.person(title).id, top, soon())
    expect(await of('Service Desk Engineer', 'microsoft.user.revoke_sessions')).toBe(true)
    expect(await of('Service Desk Engineer', 'microsoft.user.disable')).toBe(false)
    expect(await of('Systems Technician', 'microsoft.user.revoke_sessions')).toBe(false)
    expect(await of('Account Manager', 'microsoft.user.revoke_sessions')).toBe(false)
  })
})

describe('events', () => {
  it('come late, by name, target and time', async () => {
    const { id } = microsoft.person('Account Executive')
    const disable = microsoft.run('microsoft.user.disable', top, id)
    const query = { types: ['Disable account'], targetId: id, since: new Date().toISOString() }
    const events = (over: object = {}) => resolver.events({ ...query, ...over }, top, soon())
    await microsoft.lag({ auditMs: 60_000 })
    await disable.execute()
    expect(await events()).toEqual([])
    await microsoft.lag({ auditMs: 0 })
    await disable.execute()
    expect(await events()).toEqual([
      {
        id: expect.stringMatching(/^Directory_/),
        type: 'Disable account',
        published: expect.any(String),
        // Graph's request id is in no log.
        requestId: null,
        actorId: microsoft.person('Head of IT').id,
      },
    ])
    expect(await events({ types: ['Enable account'] })).toEqual([])
    expect(await events({ types: [] })).toEqual([])
    expect(await events({ targetId: microsoft.person('Recruiter').id })).toEqual([])
    expect(await events({ since: new Date(Date.now() + 5_000).toISOString() })).toEqual([])
  })
})
