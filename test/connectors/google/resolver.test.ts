import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { carries } from '#connectors/google/rights.ts'
import type { Credential, PlatformResolver } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { googleDeviceId, googleGroupId, googleOrgUnitId } from '#sandbox/google/ids.ts'
import { type SandboxGoogle, sandboxGoogle } from './support/sandbox-google.ts'

let google: SandboxGoogle
let resolver: PlatformResolver
let superAdmin: Credential
let directoryAdmin: Credential
const signal = () => AbortSignal.timeout(10_000)
const resolve = (type: string, id: string, as = superAdmin) => resolver.resolve(type, id, as, signal())
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (isDexError(error) ? error.code : 'other'),
  )

beforeAll(async () => {
  google = await sandboxGoogle()
  resolver = google.resolver
  superAdmin = await google.credential(google.person('Head of IT').login)
  directoryAdmin = await google.credential(google.person('Identity Lead').login)
})
afterAll(() => google.close())
beforeEach(() => google.reset())

it('resolves identity, department, status and privilege, live', async () => {
  const { id, login } = google.person('Accountant')
  expect(await resolve('user', id)).toEqual({
    platform: 'google',
    type: 'user',
    id,
    email: login,
    displayName: expect.any(String),
    department: 'Finance',
    privileged: false,
    labels: [],
    status: 'ACTIVE',
  })
})

it('counts the accounts of a department, of a group, and all; a group in the group is not told', async () => {
  const { accounts } = google.company
  const count = (of: Parameters<PlatformResolver['count']>[0]) => resolver.count(of, superAdmin, signal())
  expect(await count({ kind: 'everybody' })).toMatchObject({ more: false })
  const finance = await count({ kind: 'department', name: 'Finance' })
  expect(finance?.count).toBeGreaterThan(0)
  expect(finance?.count).toBeLessThanOrEqual(accounts.filter((each) => each.department === 'Finance').length)
  expect(await count({ kind: 'department', name: 'Nobody’s' })).toEqual({ count: 0, more: false })
  expect(await count({ kind: 'group', id: googleGroupId(google.company, 'vpn-users') })).toEqual({
    count: accounts.filter((each) => each.groups.includes('vpn-users')).length,
    more: false,
  })
})

it('super, delegated, and a role that comes through a group are all a privilege (T9)', async () => {
  for (const title of ['Head of IT', 'Identity Lead', 'Service Desk Engineer']) {
    expect((await resolve('user', google.person(title).id))?.privileged).toBe(true)
  }
})

it('unknown counts as privileged: role assignments are a super administrator’s to read', async () => {
  const resolved = await resolve('user', google.person('Accountant').id, directoryAdmin)
  expect(resolved).toMatchObject({ department: 'Finance', privileged: true })
})

it('an outage while reading roles is an error, not a privilege nor its absence', async () => {
  await google.faults({ match: { path: 'roleassignments' }, kind: 'status500' })
  expect(await codeOf(resolve('user', google.person('Accountant').id))).toBe('platform_unavailable')
})

it('a group that carries a role is privileged, since its membership is that role (T3)', async () => {
  expect(await resolve('group', googleGroupId(google.company, 'it-helpdesk'))).toMatchObject({
    email: 'it-helpdesk@acme.example',
    privileged: true,
  })
  expect((await resolve('group', googleGroupId(google.company, 'vpn-users')))?.privileged).toBe(false)
})

it('a device is as privileged as its owner', async () => {
  const device = (title: string) => googleDeviceId(google.company, google.person(title).login)
  expect(await resolve('mobile_device', device('Accountant'))).toMatchObject({
    email: google.person('Accountant').login,
    privileged: false,
    status: 'APPROVED',
  })
  expect((await resolve('mobile_device', device('Head of IT')))?.privileged).toBe(true)
})

it('org units by id, licences from the table, deleted users from their list', async () => {
  const unit = googleOrgUnitId(google.company, '/Finance')
  expect(await resolve('org_unit', unit)).toMatchObject({ id: unit, displayName: '/Finance' })
  expect(await resolve('license', 'Google-Vault')).toMatchObject({ displayName: 'Google Vault' })
  const gone = google.withStatus('DEPROVISIONED')
  const login = google.company.accounts.find(({ status }) => status === 'DEPROVISIONED')?.login
  expect(await resolve('user', gone)).toBeNull()
  expect(await resolve('deleted_user', gone)).toMatchObject({ email: login, status: 'DELETED' })
  expect(await resolve('deleted_user', google.person('Accountant').id)).toBeNull()
})

it('nobody, an address in place of an id, a traversal: null, and nothing of it on the wire', async () => {
  const login = google.person('Accountant').login
  for (const id of [
    '199999999999999999999',
    login,
    'me',
    'all',
    '..',
    '../groups',
    '',
    '%2e%2e',
    'ｘ'.repeat(21),
  ]) {
    for (const type of ['user', 'deleted_user', 'group', 'org_unit'])
      expect(await resolve(type, id)).toBeNull()
  }
  for (const sku of ['constructor', '__proto__', '../users']) expect(await resolve('license', sku)).toBeNull()
  for (const app of ['..', 'a/b', 'a?b']) expect(await resolve('app', app)).toBeNull()
  expect(await codeOf(resolve('printer', 'x'))).toBe('fact_missing')
})

it('entitlements are group ids, role ids and whether the person can sign in', async () => {
  const lead = await resolver.entitlements(google.person('Identity Lead').id, superAdmin, signal())
  expect(lead.adminRoles).toEqual([expect.stringMatching(/^\d+$/), 'ADMIN'])
  expect(lead.groups).toContain(googleGroupId(google.company, 'security-admins'))
  expect(lead.active).toBe(true)
  const { adminRoles: _, ...membership } = lead
  const { id } = google.person('Identity Lead')
  expect(await resolver.membership(id, superAdmin, signal())).toEqual(membership)
  expect(await resolver.groupsOf(id, superAdmin, signal())).toEqual(membership.groups)
  const byGroup = await resolver.entitlements(google.person('Service Desk Engineer').id, superAdmin, signal())
  expect(byGroup.adminRoles).toHaveLength(1)
  const suspended = google.withStatus('SUSPENDED')
  expect((await resolver.entitlements(suspended, superAdmin, signal())).active).toBe(false)
  expect(await codeOf(resolver.entitlements(lead.groups[0] ?? '', superAdmin, signal()))).toBe(
    'platform_not_found',
  )
})

describe('which privileges carry a change', () => {
  const changes = [...catalog.values()].filter(
    (each) => each.platform === 'google' && each.write && each.adminRight !== null,
  )
  it.each(changes.map((each) => [each.name, each.adminRight ?? ''] as const))('%s: %s', (action, right) => {
    const named = right.match(/[A-Z]+_[A-Z_]+|LICENSING/g) ?? []
    const role = { superAdmin: false, whole: true, privileges: named }
    const tells = carries(action, [{ ...role, privileges: [] }]) !== null
    expect(carries(action, [{ ...role, superAdmin: true }])).toBe(true)
    expect(carries(action, [])).toBe(false)
    expect(carries(action, [role])).toBe(tells ? true : null)
    expect(carries(action, [{ ...role, whole: false }])).toBeNull()
    for (const left of named)
      expect(carries(action, [{ ...role, privileges: named.filter((each) => each !== left) }])).toBe(
        tells ? false : null,
      )
  })

  it('of a person as the directory has them now', async () => {
    const of = (title: string, action: string) =>
      resolver.carries(action, google.person(title).id, superAdmin, signal())
    expect(await of('Head of IT', 'google.user.sign_out')).toBe(true)
    expect(await of('Service Desk Engineer', 'google.user.reset_password')).toBe(true)
    expect(await of('Service Desk Engineer', 'google.user.sign_out')).toBe(false)
    expect(await of('Accountant', 'google.user.sign_out')).toBe(false)
  })
})

it('entitlements that cannot be read are refused, never guessed', async () => {
  const work = resolver.entitlements(google.person('Accountant').id, directoryAdmin, signal())
  expect(await codeOf(work)).toBe('platform_forbidden')
})

it('finds by primary address and by alias, whatever the case; never by a group’s or a near one', async () => {
  const { id, login } = google.person('Accountant')
  const find = (email: string) => resolver.findByEmail(email, superAdmin, signal())
  expect((await find(login.toUpperCase()))?.id).toBe(id)
  expect((await find(login.replace('@', '.alias@')))?.id).toBe(id)
  for (const email of [login.slice(1), 'vpn-users@acme.example', id, '', 'a'.repeat(10_000), `../${login}`]) {
    expect(await find(email)).toBeNull()
  }
})

it('the log corroborates a write by who did it; other targets and times do not', async () => {
  const { id } = google.person('Accountant')
  const since = new Date(Date.now() - 1_000).toISOString()
  await google.run('google.user.sign_out', superAdmin, id).execute()
  await google.run('google.user.sign_out', superAdmin, google.person('Recruiter').id).execute()
  const query = { types: ['RESET_SIGNIN_COOKIES'], targetId: id, since }
  const events = await resolver.events(query, superAdmin, signal())
  expect(events).toEqual([
    {
      id: expect.any(String),
      type: 'RESET_SIGNIN_COOKIES',
      published: expect.any(String),
      requestId: null,
      actorId: google.person('Head of IT').id,
    },
  ])
  const later = new Date(Date.now() + 60_000).toISOString()
  expect(await resolver.events({ ...query, since: later }, superAdmin, signal())).toEqual([])
  expect(await resolver.events({ ...query, types: ['SUSPEND_USER'] }, superAdmin, signal())).toEqual([])
})
