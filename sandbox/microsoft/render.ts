import type { Device, Directory, Group, RoleAssignment, SignIn, Sku, User } from './model.ts'
import { roleNameOf } from './roles.ts'

type Row = Record<string, unknown>

/** Without `$select` (learn.microsoft.com: user resource). */
export const userDefaults = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
]

export const renderUser = (user: User): Row => ({
  id: user.id,
  ...user.shown,
  deletedDateTime: user.deletedDateTime,
  assignedLicenses: [...new Set(user.licenses.map((license) => license.skuId))].map((skuId) => ({
    skuId,
    disabledPlans: [],
  })),
  licenseAssignmentStates: user.licenses.map((license) => ({
    skuId: license.skuId,
    disabledPlans: [],
    assignedByGroup: license.byGroup,
    state: 'Active',
    error: 'None',
  })),
})

export const renderGroup = (group: Group): Row => ({
  id: group.id,
  ...group.shown,
  mailNickname: group.shown.displayName,
  visibility: null,
})

export const typed = (type: string, row: Row): Row => ({ '@odata.type': `#microsoft.graph.${type}`, ...row })

/** The members of a group, whatever they are. */
export function renderMembers(directory: Directory, ids: readonly string[]): Row[] {
  const wanted = new Set(ids)
  const users = directory.users.filter(
    ({ id, deletedDateTime }) => deletedDateTime === null && wanted.has(id),
  )
  const groups = directory.groups.filter(({ id }) => wanted.has(id))
  const rows = new Map<string, Row>([
    ...users.map((user) => [user.id, typed('user', renderUser(user))] as const),
    ...groups.map((group) => [group.id, typed('group', renderGroup(group))] as const),
  ])
  return ids.map((id) => rows.get(id)).filter((row) => row !== undefined)
}

export const renderRole = (assignment: RoleAssignment): Row => ({
  ...assignment,
  roleDefinition: {
    id: assignment.roleDefinitionId,
    displayName: roleNameOf(assignment.roleDefinitionId),
    isBuiltIn: true,
    isEnabled: true,
    templateId: assignment.roleDefinitionId,
  },
})

export const passwordMethodId = '28c10230-6103-485e-b985-444c60001490'

export const renderMethods = (user: User): Row[] => [
  typed('passwordAuthenticationMethod', {
    id: passwordMethodId,
    password: null,
    createdDateTime: user.shown.lastPasswordChangeDateTime,
  }),
  ...user.methods.map((method) =>
    typed(`${method.type}AuthenticationMethod`, {
      id: method.id,
      createdDateTime: method.createdDateTime,
      ...method.shown,
    }),
  ),
]

export const usedSeats = (directory: Directory, skuId: string): number =>
  directory.users.filter((user) => user.licenses.some((license) => license.skuId === skuId)).length

export const renderSku = (directory: Directory, sku: Sku): Row => ({
  id: `${directory.tenantId}_${sku.skuId}`,
  accountId: directory.tenantId,
  accountName: directory.domain,
  skuId: sku.skuId,
  skuPartNumber: sku.skuPartNumber,
  appliesTo: sku.appliesTo,
  capabilityStatus: 'Enabled',
  consumedUnits: usedSeats(directory, sku.skuId),
  prepaidUnits: { enabled: sku.enabled, suspended: 0, warning: 0, lockedOut: 0 },
  subscriptionIds: [],
  servicePlans: [],
})

export const renderDevice = (device: Device): Row => ({
  id: device.id,
  userId: device.userId,
  ...device.shown,
  deviceActionResults: device.actions,
})

export function renderSignIns(directory: Directory, signIns: readonly SignIn[]): Row[] {
  const users = new Map(directory.users.map((user) => [user.id, user]))
  return signIns.map((signIn) => renderSignIn(signIn, users.get(signIn.userId)))
}

function renderSignIn(signIn: SignIn, user: User | undefined): Row {
  return {
    id: signIn.id,
    createdDateTime: signIn.createdDateTime,
    userId: signIn.userId,
    userPrincipalName: user?.shown.userPrincipalName ?? null,
    userDisplayName: user?.shown.displayName ?? null,
    appDisplayName: signIn.appDisplayName,
    ipAddress: '203.0.113.7',
    clientAppUsed: 'Browser',
    isInteractive: true,
    conditionalAccessStatus: 'success',
    status: { errorCode: signIn.errorCode, failureReason: signIn.failureReason, additionalDetails: null },
    location: { city: 'Berlin', state: 'Berlin', countryOrRegion: 'DE' },
    riskLevelAggregated: 'none',
    riskState: 'none',
  }
}

export const renderRisk = (user: User): Row[] =>
  user.risk === null
    ? []
    : [
        {
          id: user.id,
          isDeleted: user.deletedDateTime !== null,
          isProcessing: false,
          ...user.risk,
          userDisplayName: user.shown.displayName,
          userPrincipalName: user.shown.userPrincipalName,
        },
      ]
