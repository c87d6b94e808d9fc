import type { Party } from './audit-entry.ts'
import { freshGuid } from './ids.ts'
import type { Group, MicrosoftState, User } from './model.ts'

/** Names of the vendor's audit catalogue, with the category and service that write them. */
export const activities = {
  'Admin deleted security info': ['UserManagement', 'Authentication Methods', 'Delete'],
  'Admin registered security info': ['UserManagement', 'Authentication Methods', 'Add'],
  'Reset password': ['UserManagement', 'Core Directory', 'Update'],
  'Update StsRefreshTokenValidFrom Timestamp': ['UserManagement', 'Core Directory', 'Update'],
  'Enable account': ['UserManagement', 'Core Directory', 'Update'],
  'Disable account': ['UserManagement', 'Core Directory', 'Update'],
  'Update user': ['UserManagement', 'Core Directory', 'Update'],
  'Set user manager': ['UserManagement', 'Core Directory', 'Assign'],
  'Restore user': ['UserManagement', 'Core Directory', 'Update'],
  'Delete user': ['UserManagement', 'Core Directory', 'Delete'],
  'Change user license': ['UserManagement', 'Core Directory', 'Update'],
  'Add member to group': ['GroupManagement', 'Core Directory', 'Assign'],
  'Remove member from group': ['GroupManagement', 'Core Directory', 'Unassign'],
  DismissUser: ['Other', 'Identity Protection', 'Update'],
} as const
export type ActivityName = keyof typeof activities

const logMax = 20_000

const partyOf = (user: User): Party => ({
  id: user.id,
  displayName: null,
  userPrincipalName: user.shown.userPrincipalName,
})

export function appendAudit(
  state: MicrosoftState,
  facts: { activity: ActivityName; actor: User; users: readonly User[]; groups?: readonly Group[] },
  now: number,
  lagMs: number,
): void {
  const [category, loggedByService, operationType] = activities[facts.activity]
  const target = (type: string, party: Party) => ({ ...party, type, groupType: null, modifiedProperties: [] })
  state.audits.push({
    id: `Directory_${freshGuid()}`,
    category,
    correlationId: freshGuid(),
    result: 'success',
    resultReason: '',
    activityDisplayName: facts.activity,
    activityDateTime: seconds(now),
    loggedByService,
    operationType,
    initiatedBy: { app: null, user: partyOf(facts.actor) },
    targetResources: [
      ...facts.users.map((user) => target('User', partyOf(user))),
      ...(facts.groups ?? []).map((group) =>
        target('Group', { id: group.id, displayName: group.shown.displayName, userPrincipalName: null }),
      ),
    ],
    additionalDetails: [],
    visibleAt: now + lagMs,
  })
  if (state.audits.length > logMax) state.audits.splice(0, state.audits.length - logMax)
}

export function appendDeviceAudit(
  state: MicrosoftState,
  facts: { action: string; actor: User; device: { id: string; name: string } },
  now: number,
  lagMs: number,
): void {
  const activityType = `${facts.action} ManagedDevice`
  const { id, name: displayName } = facts.device
  state.deviceAudits.push({
    id: freshGuid(),
    displayName: activityType,
    componentName: 'ManagedDevices',
    activityType,
    activityDateTime: seconds(now),
    activityOperationType: 'Action',
    activityResult: 'Success',
    correlationId: freshGuid(),
    category: 'Device',
    actor: {
      userPrincipalName: facts.actor.shown.userPrincipalName,
      userId: facts.actor.id,
      applicationDisplayName: 'Dex',
    },
    resources: [{ resourceId: id, displayName, auditResourceType: 'ManagedDevice', modifiedProperties: [] }],
    visibleAt: now + lagMs,
  })
  if (state.deviceAudits.length > logMax) state.deviceAudits.splice(0, state.deviceAudits.length - logMax)
}

/** The vendor's moments are cut to seconds. */
export const seconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
