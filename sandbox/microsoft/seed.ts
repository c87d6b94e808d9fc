import { createRandom } from '../base/random.ts'
import type { Company } from '../company/company.ts'
import type { CompanyAccount } from '../company/account.ts'
import { seconds } from './audit.ts'
import { entraGroupId, entraTenantId, entraUserId, skuIdOf, stableGuid } from './ids.ts'
import type { Directory, Group, MicrosoftState, RoleAssignment, SignIn, Sku, User } from './model.ts'
import { eligibleByTitle, roleIds, type RoleName, rolesByGroup, rolesByTitle } from './roles.ts'
import { deviceOf, methodsOf, riskOf, rulesOf } from './seed-things.ts'

export const seeded = '2025-03-03T09:00:00Z'

/** The seeded company as an Entra tenant: who was suspended is disabled, who left is deleted. */
export function createMicrosoftState(company: Company, now: number): MicrosoftState {
  const random = createRandom(company.seed + 11)
  const idOf = (login: string) => entraUserId(company, login)
  const users = company.accounts.map((account) => userOf(company, account, 1 + Math.floor(random() * 3), now))
  const groups = company.groups.map((group) => groupOf(company, group))
  const vpn = groups.find((group) => group.shown.displayName === 'vpn-users')
  // One group within another, and an owner whom everybody has forgotten.
  vpn?.members.push(entraGroupId(company, 'operators'))
  const forgotten = company.accounts.find((account) => account.title === 'Data Engineer')
  if (forgotten)
    groups.find((group) => group.shown.displayName === 'it-helpdesk')?.owners.push(idOf(forgotten.login))

  const byTitle = (table: Readonly<Record<string, readonly RoleName[]>>, kind: string) =>
    company.accounts.flatMap((account) =>
      (table[account.title] ?? []).map((role) => assignmentOf(kind, idOf(account.login), role)),
    )
  const directory: Directory = {
    tenantId: entraTenantId(company),
    domain: company.domain,
    users,
    groups,
    assignments: [
      ...byTitle(rolesByTitle, 'active'),
      ...Object.entries(rolesByGroup).flatMap(([group, roles]) =>
        roles.map((role) => assignmentOf('active', entraGroupId(company, group), role)),
      ),
    ],
    eligible: byTitle(eligibleByTitle, 'eligible'),
    skus: skusOf(company),
    devices: company.accounts
      .filter((account) => account.kind === 'person' && account.department !== 'People')
      .map((account, index) => deviceOf(company, account, index)),
  }
  const signIns = users.filter((user) => user.kind === 'person').flatMap((user) => signInsOf(user, now))
  return { directory, previous: null, lagging: null, audits: [], deviceAudits: [], signIns }
}

function skusOf({ people }: Company): Sku[] {
  const sku = (name: string, enabled: number, appliesTo: Sku['appliesTo'] = 'User'): Sku => ({
    skuId: skuIdOf(name),
    skuPartNumber: name,
    appliesTo,
    enabled,
  })
  return [
    sku('SPE_E3', Math.ceil(1.5 * people)),
    // Every seat is taken.
    sku('POWER_BI_PRO', 3),
    sku('VISIOCLIENT', 5),
    sku('PROJECT_P3', Math.ceil(0.5 * people)),
    sku('CRMSTORAGE', 1, 'Company'),
  ]
}

const assignmentOf = (kind: string, principalId: string, role: RoleName): RoleAssignment => ({
  id: `${stableGuid(kind, principalId, role).replaceAll('-', '')}-1`,
  principalId,
  roleDefinitionId: roleIds[role],
  directoryScopeId: '/',
})

function userOf(company: Company, account: CompanyAccount, methods: number, now: number): User {
  const id = entraUserId(company, account.login)
  const person = account.kind === 'person'
  const pending = account.status === 'STAGED' || account.status === 'PROVISIONED'
  const gone = account.status === 'DEPROVISIONED'
  const enrolled = person && !pending ? methodsOf(id, account, methods) : []
  return {
    id,
    kind: account.kind,
    shown: {
      userPrincipalName: gone ? `${id.replaceAll('-', '')}${account.login}` : account.login,
      mail: account.email,
      displayName: `${account.firstName} ${account.lastName}`,
      givenName: account.firstName,
      surname: account.lastName,
      department: account.department,
      jobTitle: account.title,
      officeLocation: null,
      preferredLanguage: null,
      mobilePhone: person ? account.phone : null,
      businessPhones: [],
      otherMails: [],
      accountEnabled: account.status !== 'SUSPENDED',
      userType: 'Member',
      // Nobody has said yet where the recruiter works.
      usageLocation: account.title === 'Recruiter' ? null : 'DE',
      createdDateTime: seeded,
      lastPasswordChangeDateTime: seeded,
      signInSessionsValidFromDateTime: seeded,
      onPremisesSyncEnabled: account.title === 'Office Manager' ? true : null,
      isManagementRestricted: null,
    },
    managerId: account.managerLogin === null ? null : entraUserId(company, account.managerLogin),
    deletedDateTime: gone ? seconds(now - 2 * 86_400_000) : null,
    licenses: licensesOf(company, account),
    methods: enrolled,
    defaultMethod: enrolled[0]?.id ?? null,
    passwordsSet: 1,
    automaticReplies: {
      status: 'disabled',
      externalAudience: 'none',
      internalReplyMessage: '',
      externalReplyMessage: '',
      scheduledStartDateTime: { dateTime: '2026-01-01T08:00:00.0000000', timeZone: 'UTC' },
      scheduledEndDateTime: { dateTime: '2026-01-02T08:00:00.0000000', timeZone: 'UTC' },
    },
    rules: person ? rulesOf(id, account) : [],
    risk: riskOf(account),
  }
}

function licensesOf(company: Company, account: CompanyAccount): User['licenses'] {
  if (account.kind !== 'person' || account.title === 'Recruiter') return []
  const held: User['licenses'] = [{ skuId: skuIdOf('SPE_E3'), byGroup: null }]
  if (account.department === 'Engineering')
    held.push({ skuId: skuIdOf('PROJECT_P3'), byGroup: entraGroupId(company, 'engineering') })
  if (['Chief Financial Officer', 'Controller', 'Payroll Specialist'].includes(account.title))
    held.push({ skuId: skuIdOf('POWER_BI_PRO'), byGroup: null })
  return held
}

function groupOf(company: Company, group: Company['groups'][number]): Group {
  const { name, description } = group
  const unified = name === 'github-users'
  return {
    id: entraGroupId(company, name),
    shown: {
      displayName: name,
      description,
      groupTypes: unified ? ['Unified'] : name === 'marketing' ? ['DynamicMembership'] : [],
      securityEnabled: !unified,
      mailEnabled: unified,
      mail: unified ? `${name}@${company.domain}` : null,
      isAssignableToRole: name in rolesByGroup ? true : null,
      isManagementRestricted: null,
      onPremisesSyncEnabled: name === 'finance' ? true : null,
      createdDateTime: seeded,
    },
    members: company.accounts
      .filter((account) => account.groups.includes(name) && account.status !== 'DEPROVISIONED')
      .map((account) => entraUserId(company, account.login)),
    owners: [],
  }
}

const signInsOf = (user: User, now: number): SignIn[] =>
  [
    { hours: 3, errorCode: 0, failureReason: 'Other.', appDisplayName: 'Outlook' },
    { hours: 5, errorCode: 50126, failureReason: 'Invalid username or password.', appDisplayName: 'Teams' },
  ].map(({ hours, ...facts }) => ({
    id: stableGuid('sign-in', user.id, hours),
    userId: user.id,
    createdDateTime: seconds(now - hours * 3_600_000),
    ...facts,
  }))
