import { stableId } from '../base/ids.ts'
import { createRandom } from '../base/random.ts'
import { type Company, oktaGroupId, oktaUserId } from '../company/company.ts'
import type { CompanyAccount } from '../company/account.ts'
import type { OktaRole, UserStatus } from '../company/seats.ts'
import { type App, createApps } from './apps.ts'
import type { LogEvent } from './log-event.ts'

export interface Factor {
  id: string
  factorType: string
  provider: string
  vendorName: string
  status: string
  created: string
  lastUpdated: string
  profile: Record<string, string>
}

export interface User {
  id: string
  status: UserStatus
  /** What it returns to when it is unsuspended. */
  statusBefore: UserStatus
  created: string
  activated: string | null
  statusChanged: string
  lastLogin: string | null
  lastUpdated: string
  passwordChanged: string | null
  profile: Record<string, string | null>
  roles: OktaRole[]
  factors: Factor[]
}

export interface Group {
  id: string
  type: 'OKTA_GROUP' | 'BUILT_IN'
  name: string
  description: string
  created: string
  lastUpdated: string
  lastMembershipUpdated: string
  members: string[]
  roles: OktaRole[]
}

/** Who may set a base attribute of people's profiles besides administrators. */
export interface SchemaAttribute {
  id: string
  self: 'HIDE' | 'READ_ONLY' | 'READ_WRITE'
}

export interface Directory {
  users: User[]
  groups: Group[]
  apps: App[]
  schema: SchemaAttribute[]
}

export interface OktaState {
  directory: Directory
  /** As it was before the latest write: what a stale read shows. */
  previous: Directory | null
  log: LogEvent[]
}

const seeded = '2025-03-03T09:00:00.000Z'

export function createOktaState(company: Company): OktaState {
  const random = createRandom(company.seed + 7)
  const users = company.accounts.map((account): User => {
    const id = oktaUserId(company, account.login)
    const pending = account.status === 'STAGED' || account.status === 'PROVISIONED'
    return {
      id,
      status: account.status,
      statusBefore: 'ACTIVE',
      created: seeded,
      activated: account.status === 'STAGED' ? null : seeded,
      statusChanged: seeded,
      lastLogin: pending ? null : seeded,
      lastUpdated: seeded,
      passwordChanged: pending ? null : seeded,
      profile: profileOf(company, account),
      roles: [...account.oktaRoles],
      factors:
        pending || account.kind !== 'person' ? [] : factorsOf(id, account, 1 + Math.floor(random() * 3)),
    }
  })
  const group = (type: Group['type'], name: string, description: string, members: string[]): Group => ({
    id: oktaGroupId(company, name),
    type,
    name,
    description,
    created: seeded,
    lastUpdated: seeded,
    lastMembershipUpdated: seeded,
    members,
    roles: [],
  })
  const membersOf = (name: string) =>
    company.accounts
      .filter((account) => account.groups.includes(name))
      .map((account) => oktaUserId(company, account.login))
  const everyone = group(
    'BUILT_IN',
    'Everyone',
    'All users in your organization',
    users.map((user) => user.id),
  )
  const groups = company.groups.map(({ name, description, oktaRoles }) => ({
    ...group('OKTA_GROUP', name, description, membersOf(name)),
    roles: [...oktaRoles],
  }))
  const apps = createApps(company, seeded)
  const schema: SchemaAttribute[] = [
    { id: 'login', self: 'READ_ONLY' },
    { id: 'firstName', self: 'READ_WRITE' },
    { id: 'lastName', self: 'READ_WRITE' },
    { id: 'department', self: 'READ_ONLY' },
    { id: 'title', self: 'READ_ONLY' },
  ]
  return { directory: { users, groups: [everyone, ...groups], apps, schema }, previous: null, log: [] }
}

function profileOf(company: Company, account: CompanyAccount): User['profile'] {
  return {
    firstName: account.firstName,
    lastName: account.lastName,
    displayName: `${account.firstName} ${account.lastName}`,
    login: account.login,
    email: account.email,
    secondEmail: null,
    mobilePhone: account.kind === 'person' ? account.phone : null,
    title: account.title,
    department: account.department,
    manager: account.managerLogin,
    managerId: account.managerLogin === null ? null : oktaUserId(company, account.managerLogin),
    userType: account.kind === 'person' ? 'employee' : account.kind === 'service' ? 'service' : 'emergency',
  }
}

function factorsOf(userId: string, account: CompanyAccount, count: number): Factor[] {
  const make = (
    prefix: string,
    factorType: string,
    provider: string,
    profile: Record<string, string>,
  ): Factor => ({
    id: stableId(prefix, 20, userId, factorType),
    factorType,
    provider,
    vendorName: provider,
    status: 'ACTIVE',
    created: seeded,
    lastUpdated: seeded,
    profile,
  })
  const all = [
    make('opf', 'push', 'OKTA', {
      credentialId: account.login,
      deviceType: 'SmartPhone_IPhone',
      name: `${account.firstName}’s phone`,
      platform: 'IOS',
      version: '18.1',
    }),
    make('ost', 'token:software:totp', 'OKTA', { credentialId: account.login }),
    make('sms', 'sms', 'OKTA', { phoneNumber: account.phone }),
  ]
  return all.slice(0, count)
}
