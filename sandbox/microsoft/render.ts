import type { Device, Directory, Group, MicrosoftState, RoleAssignment, SignIn, Sku, User } from './model.ts'
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

/** A member of a group, whatever it is. */
export function renderMember(directory: Directory, id: string): Row[] {
  const user = directory.users.find((candidate) => candidate.id === id && candidate.deletedDateTime === null)
  if (user) return [typed('user', renderUser(user))]
  const group = directory.groups.find((candidate) => candidate.id === id)
  return group ? [typed('group', renderGroup(group))] : []
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

export function renderSignIn(state: MicrosoftState, signIn: SignIn): Row {
  const user = state.directory.users.find((candidate) => candidate.id === signIn.userId)
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
