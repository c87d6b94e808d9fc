import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { carries } from '#connectors/okta/rights.ts'
import type { Credential, PlatformResolver } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { oktaGroupId } from '#sandbox/company/company.ts'
import { editPlatform } from '#test/support/platform.ts'
import { type SandboxOkta, sandboxOkta } from '../support/sandbox-okta.ts'

let okta: SandboxOkta
let resolver: PlatformResolver
let superAdmin: Credential
let helpDesk: Credential
const signal = () => AbortSignal.timeout(10_000)
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (isDexError(error) ? error.code : 'other'),
  )

beforeAll(async () => {
  okta = await sandboxOkta()
  const found = okta.connectors.resolverFor('okta')
  if (found === undefined) throw new Error('no resolver')
  resolver = found
  superAdmin = await okta.credential(okta.person('Head of IT').login)
  helpDesk = await okta.credential(okta.person('Service Desk Lead').login)
})
afterAll(() => okta.close())
beforeEach(() => okta.reset())

it('resolves identity, department, status and privilege, live', async () => {
  const accountant = okta.person('Accountant')
  expect(await resolver.resolve('user', accountant.id, superAdmin, signal())).toEqual({
    platform: 'okta',
    type: 'user',
    id: accountant.id,
    email: accountant.email,
    displayName: expect.any(String),
    department: 'Finance',
    privileged: false,
    labels: [],
    status: 'ACTIVE',
  })
})

it('counts the accounts of a department, of a group, and all; what is not there has none or is refused', async () => {
  const { accounts } = okta.company
  const count = (of: Parameters<PlatformResolver['count']>[0]) => resolver.count(of, superAdmin, signal())
  const of = (test: (account: (typeof accounts)[number]) => boolean) => accounts.filter(test).length
  expect(await count({ kind: 'department', name: 'Finance' })).toEqual({
    count: of((each) => each.department === 'Finance'),
    more: false,
  })
  expect(await count({ kind: 'department', name: 'No "such" one' })).toEqual({ count: 0, more: false })
  expect(await count({ kind: 'group', id: oktaGroupId(okta.company, 'vpn-users') })).toEqual({
    count: of((each) => each.groups.includes('vpn-users')),
    more: false,
  })
  expect((await count({ kind: 'everybody' }))?.count).toBeGreaterThan(10)
  expect(await codeOf(count({ kind: 'group', id: '00gNobody' }))).toBe('platform_not_found')
})

it('a role of one’s own and one by group are both a privilege', async () => {
  for (const title of ['Identity Lead', 'Service Desk Engineer']) {
    expect((await resolver.resolve('user', okta.person(title).id, superAdmin, signal()))?.privileged).toBe(
      true,
    )
  }
})

it('unknown counts as privileged: roles that this person may not read', async () => {
  const resolved = await resolver.resolve('user', okta.person('Accountant').id, helpDesk, signal())
  expect(resolved).toMatchObject({ department: 'Finance', privileged: true })
})

it('a group is what it is called, and privileged where it carries an admin role or that cannot be read', async () => {
  const group = (name: string, as = superAdmin) =>
    resolver.resolve('group', oktaGroupId(okta.company, name), as, signal())
  expect(await group('vpn-users')).toEqual({
    platform: 'okta',
    type: 'group',
    id: oktaGroupId(okta.company, 'vpn-users'),
    email: null,
    displayName: 'vpn-users',
    department: null,
    privileged: false,
    labels: [],
    status: 'OKTA_GROUP',
  })
  expect((await group('it-helpdesk'))?.privileged).toBe(true)
  expect((await group('vpn-users', helpDesk))?.privileged).toBe(true)
})

it('an application is what it is labelled, and privileged where it is one of Okta’s own', async () => {
  const app = (label: string) => resolver.resolve('app', okta.app(label), superAdmin, signal())
  expect(await app('Figma')).toMatchObject({
    type: 'app',
    displayName: 'Figma',
    privileged: false,
    status: 'ACTIVE',
  })
  expect((await app('Okta Admin Console'))?.privileged).toBe(true)
})

it('a kind of object that it does not know is a missing fact', async () => {
  expect(await codeOf(resolver.resolve('device', okta.app('Figma'), superAdmin, signal()))).toBe(
    'fact_missing',
  )
})

it('an outage while reading roles is an error, not a privilege nor its absence', async () => {
  await okta.faults({ match: { path: '/roles$' }, kind: 'status500' })
  expect(await codeOf(resolver.resolve('user', okta.person('Accountant').id, superAdmin, signal()))).toBe(
    'platform_unavailable',
  )
})

it('nobody, a login in place of an id, a traversal: null', async () => {
  for (const id of ['00uZZZZZZZZZZZZZZZZZ', okta.person('Accountant').login, 'me', '..', '../groups']) {
    for (const type of ['user', 'group', 'app']) {
      expect(await resolver.resolve(type, id, superAdmin, signal())).toBeNull()
    }
  }
})

it('entitlements are group ids, role types and whether the person can sign in', async () => {
  const lead = await resolver.entitlements(okta.person('Identity Lead').id, superAdmin, signal())
  expect(lead.adminRoles).toEqual(['ORG_ADMIN'])
  expect(lead.groups).toContain(oktaGroupId(okta.company, 'security-admins'))
  expect(lead.active).toBe(true)
  const byGroup = await resolver.entitlements(okta.person('Service Desk Engineer').id, superAdmin, signal())
  expect(byGroup.adminRoles).toEqual(['HELP_DESK_ADMIN'])
  for (const status of ['SUSPENDED', 'DEPROVISIONED', 'LOCKED_OUT', 'STAGED'] as const) {
    const id = okta.withStatus(status)
    expect((await resolver.entitlements(id, superAdmin, signal())).active).toBe(false)
    expect((await resolver.membership(id, superAdmin, signal())).active).toBe(false)
  }
})

it('an account that was just read is not read again by its address; another one is', async () => {
  const accountant = okta.person('Accountant')
  const known = await resolver.resolve('user', accountant.id, superAdmin, signal())
  expect(await resolver.findByEmail(accountant.email, superAdmin, signal(), known)).toBe(known)
  const lead = okta.person('Identity Lead')
  expect((await resolver.findByEmail(lead.email, superAdmin, signal(), known))?.id).toBe(lead.id)
})

it('groups, and membership, are of entitlements what is asked for', async () => {
  const { id } = okta.person('Identity Lead')
  const { adminRoles: _, ...membership } = await resolver.entitlements(id, superAdmin, signal())
  expect(await resolver.membership(id, superAdmin, signal())).toEqual(membership)
  expect(await resolver.groupsOf(id, superAdmin, signal())).toEqual(membership.groups)
})

it('entitlements that cannot be read are refused, never guessed', async () => {
  expect(await codeOf(resolver.entitlements(okta.person('Accountant').id, helpDesk, signal()))).toBe(
    'platform_forbidden',
  )
})

it('finds by exact address whatever its case; two accounts with one address are ambiguous', async () => {
  const accountant = okta.person('Accountant')
  expect((await resolver.findByEmail(accountant.email.toUpperCase(), superAdmin, signal()))?.id).toBe(
    accountant.id,
  )
  expect(await resolver.findByEmail(accountant.email.slice(1), superAdmin, signal())).toBeNull()
  const emails = okta.company.accounts.map((account) => account.email)
  const shared = emails.find((email, index) => emails.indexOf(email) !== index)
  expect(shared).toBeDefined()
  expect(await codeOf(resolver.findByEmail(shared ?? '', superAdmin, signal()))).toBe('ambiguous')
})

it('the platform’s own event corroborates a write by its request id; other targets and times do not', async () => {
  const { id } = okta.person('Accountant')
  const since = new Date(Date.now() - 1_000).toISOString()
  const result = await okta.run('okta.user.reset_factors', superAdmin, id).execute()
  await okta.run('okta.user.reset_factors', superAdmin, okta.person('Recruiter').id).execute()
  const query = { types: ['user.mfa.factor.reset_all'], targetId: id, since }
  const events = await resolver.events(query, superAdmin, signal())
  expect(events).toEqual([
    {
      id: expect.any(String),
      type: 'user.mfa.factor.reset_all',
      published: expect.any(String),
      requestId: result.requestId,
      actorId: okta.person('Head of IT').id,
    },
  ])
  const later = new Date(Date.now() + 1_000).toISOString()
  expect(await resolver.events({ ...query, since: later }, superAdmin, signal())).toEqual([])
  expect(
    await resolver.events({ ...query, types: ['user.lifecycle.suspend'] }, superAdmin, signal()),
  ).toEqual([])
})

it('names the facts that people may set in their own profile', async () => {
  const self = (value: string) =>
    editPlatform(okta.url, { in: 'directory.schema', id: 'department', set: { self: value } })
  expect(await resolver.selfEditable(superAdmin, signal())).toEqual([])
  await self('READ_WRITE')
  expect(await resolver.selfEditable(superAdmin, signal())).toEqual(['department'])
  expect(await codeOf(resolver.selfEditable(helpDesk, signal()))).toBe('platform_forbidden')
})

describe('which roles carry a change', () => {
  it('of a person as the directory has them now', async () => {
    const of = (id: string) => resolver.carries('okta.user.reset_factors', id, superAdmin, signal())
    expect(await of(okta.person('Service Desk Engineer').id)).toBe(true)
    expect(await of(okta.person('Accountant').id)).toBe(false)
    expect(await of(okta.withStatus('SUSPENDED'))).toBe(false)
  })

  const changes = [...catalog.values()].filter((each) => each.platform === 'okta' && each.write)
  it.each(changes.map((each) => [each.name, each.adminRight ?? ''] as const))('%s: %s', (action, right) => {
    expect(carries(action, ['SUPER_ADMIN'])).toBe(true)
    expect(carries(action, ['HELP_DESK_ADMIN'])).toBe(right.includes('help desk'))
    expect(carries(action, ['READ_ONLY_ADMIN'])).toBe(false)
    expect(carries(action, [])).toBe(false)
    // A role of the organization's own making may hold any right.
    expect(carries(action, ['CUSTOM'])).toBeNull()
  })
})
