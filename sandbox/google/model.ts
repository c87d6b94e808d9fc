import type { Company } from '../company/company.ts'
import type { CompanyAccount } from '../company/account.ts'
import { googleDeviceId, googleGroupId, googleNumber, googleOrgUnitId, googleUserId } from './ids.ts'
import type { Activity } from './activity.ts'
import { type RoleName, roleOf } from './roles.ts'

export interface AppToken {
  clientId: string
  displayText: string
  scopes: string[]
}

export interface User {
  id: string
  primaryEmail: string
  kind: CompanyAccount['kind']
  givenName: string
  familyName: string
  orgUnitPath: string
  suspended: boolean
  suspensionReason: string | null
  changePasswordAtNextLogin: boolean
  isEnrolledIn2Sv: boolean
  isEnforcedIn2Sv: boolean
  recoveryEmail: string
  recoveryPhone: string
  aliases: string[]
  organizations: Record<string, unknown>[]
  relations: Record<string, unknown>[]
  phones: Record<string, unknown>[]
  creationTime: string
  lastLoginTime: string
  /** Null while it is not deleted; milliseconds since the epoch. */
  deletedAt: number | null
  /** How often a password was set; the password itself is nobody's business here. */
  passwordsSet: number
  codes: string[]
  tokens: AppToken[]
}

export interface Member {
  id: string
  role: 'MEMBER' | 'MANAGER' | 'OWNER'
  type: 'USER' | 'GROUP'
}

export interface Group {
  id: string
  email: string
  name: string
  description: string
  members: Member[]
}

export interface RoleAssignment {
  roleAssignmentId: string
  roleId: string
  assignedTo: string
  assigneeType: 'user' | 'group'
}

export interface MobileDevice {
  resourceId: string
  deviceId: string
  owner: string
  model: string
  os: string
  serialNumber: string
  status: 'PENDING' | 'APPROVED' | 'BLOCKED' | 'ACCOUNT_WIPE' | 'WIPING'
  lastSync: string
}

export interface Licence {
  productId: string
  skuId: string
  userId: string
}

export interface Directory {
  customerId: string
  domain: string
  users: User[]
  groups: Group[]
  orgUnits: { orgUnitId: string; name: string; path: string }[]
  assignments: RoleAssignment[]
  devices: MobileDevice[]
  licences: Licence[]
  /** How many a SKU has, by its id. */
  seats: Record<string, number>
}

export interface GoogleState {
  directory: Directory
  /** As it was before the latest write: what a stale read and a lagging search show. */
  previous: Directory | null
  /** Until when searches and lists show `previous`; milliseconds since the epoch. */
  searchLagsUntil: number
  log: Activity[]
}

const seeded = '2025-03-03T09:00:00.000Z'
const rolesByOkta: Readonly<Record<string, RoleName>> = {
  SUPER_ADMIN: '_SEED_ADMIN_ROLE',
  ORG_ADMIN: 'Directory administrators',
  HELP_DESK_ADMIN: '_HELP_DESK_ADMIN_ROLE',
  READ_ONLY_ADMIN: 'Security readers',
  APP_ADMIN: 'License managers',
}

/** The seeded company as a Workspace account: departments are org units, those who left are deleted users. */
export function createGoogleState(company: Company, now: number): GoogleState {
  const users = company.accounts.map((account): User => userOf(company, account, now))
  const idOf = (login: string) => googleUserId(company, login)
  const groups = company.groups.map(
    (group): Group => ({
      id: googleGroupId(company, group.name),
      email: `${group.name}@${company.domain}`,
      name: group.name,
      description: group.description,
      members: company.accounts
        .filter((account) => account.groups.includes(group.name) && account.status !== 'DEPROVISIONED')
        .map((account) => ({ id: idOf(account.login), role: 'MEMBER', type: 'USER' })),
    }),
  )
  const assign = (okta: string, assignedTo: string, assigneeType: 'user' | 'group'): RoleAssignment[] => {
    const role = rolesByOkta[okta]
    if (role === undefined) return []
    const roleAssignmentId = googleNumber(assignedTo, role)
    return [{ roleAssignmentId, roleId: roleOf(role).roleId, assignedTo, assigneeType }]
  }
  const paths = ['/', ...new Set(users.map((user) => user.orgUnitPath)), '/Leavers']
  const people = company.accounts.filter(
    (account) => account.kind === 'person' && account.status !== 'DEPROVISIONED',
  )
  const licensed = (skuId: string, productId: string, accounts: readonly CompanyAccount[]): Licence[] =>
    accounts.map((account) => ({ productId, skuId, userId: idOf(account.login) }))
  const directory: Directory = {
    customerId: `C0${googleNumber(company.domain, company.seed).slice(0, 7)}`,
    domain: company.domain,
    users,
    groups,
    orgUnits: paths.map((path) => ({
      orgUnitId: googleOrgUnitId(company, path),
      name: path === '/' ? company.name : path.slice(1),
      path,
    })),
    assignments: [
      ...company.accounts.flatMap((account) =>
        account.oktaRoles.flatMap((role) => assign(role, idOf(account.login), 'user')),
      ),
      ...company.groups.flatMap((group) =>
        group.oktaRoles.flatMap((role) => assign(role, googleGroupId(company, group.name), 'group')),
      ),
    ],
    devices: people
      .filter((account) => account.department !== 'People')
      .map((each) => deviceOf(company, each)),
    licences: [
      ...licensed('1010020028', 'Google-Apps', people),
      ...licensed(
        'Google-Vault',
        'Google-Vault',
        people.filter((each) => each.department === 'Finance'),
      ),
    ],
    seats: {
      '1010020028': Math.ceil(1.5 * company.people),
      '1010020020': 3,
      'Google-Vault': Math.ceil(0.2 * company.people),
      '1010050001': 0,
    },
  }
  return { directory, previous: null, searchLagsUntil: 0, log: [] }
}

function userOf(company: Company, account: CompanyAccount, now: number): User {
  const person = account.kind === 'person'
  return {
    id: googleUserId(company, account.login),
    primaryEmail: account.login,
    kind: account.kind,
    givenName: account.firstName,
    familyName: account.lastName,
    orgUnitPath: account.department === null ? '/Service accounts' : `/${account.department}`,
    suspended: account.status === 'SUSPENDED',
    suspensionReason: account.status === 'SUSPENDED' ? 'ADMIN' : null,
    changePasswordAtNextLogin: account.status === 'PASSWORD_EXPIRED',
    isEnrolledIn2Sv: person && account.department !== 'Marketing',
    isEnforcedIn2Sv: account.kind === 'break_glass' || account.department === 'IT',
    recoveryEmail: '',
    recoveryPhone: person ? account.phone : '',
    aliases: person ? [`${account.login.split('@', 1)[0]}.alias@${company.domain}`] : [],
    organizations: [{ title: account.title, department: account.department ?? '', primary: true }],
    relations: account.managerLogin === null ? [] : [{ type: 'manager', value: account.managerLogin }],
    phones: person ? [{ type: 'work', value: account.phone, primary: true }] : [],
    creationTime: seeded,
    lastLoginTime: seeded,
    deletedAt: account.status === 'DEPROVISIONED' ? now - 2 * 86_400_000 : null,
    passwordsSet: 1,
    codes: [],
    tokens: person ? appTokens() : [],
  }
}

const appTokens = (): AppToken[] => [
  {
    clientId: '407408718192-notes.apps.googleusercontent.com',
    displayText: 'Notes for Mail',
    scopes: ['https://mail.google.com/'],
  },
  {
    clientId: '292824132082-boards.apps.googleusercontent.com',
    displayText: 'Whiteboards',
    scopes: ['https://www.googleapis.com/auth/drive.file'],
  },
]

function deviceOf(company: Company, account: CompanyAccount): MobileDevice {
  const resourceId = googleDeviceId(company, account.login)
  return {
    resourceId,
    deviceId: resourceId.slice(6, 22),
    owner: googleUserId(company, account.login),
    model: 'iPhone 17',
    os: 'iOS 26.1',
    serialNumber: resourceId.slice(22, 34).toUpperCase(),
    status: 'APPROVED',
    lastSync: seeded,
  }
}
