import { createHash } from 'node:crypto'
import { type Activity, eventTypes } from './activity.ts'
import type { Directory, Group, Member, MobileDevice, User } from './model.ts'
import { assignmentsOf, isSuper } from './rights.ts'

const etagOf = (value: unknown) =>
  `"${createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 27)}"`

const nameOf = (user: User) => ({
  givenName: user.givenName,
  familyName: user.familyName,
  fullName: `${user.givenName} ${user.familyName}`,
})

/** The whole resource, for administrators. */
export function renderUser(directory: Directory, user: User): Record<string, unknown> {
  const admin = isSuper(directory, user)
  return {
    kind: 'admin#directory#user',
    id: user.id,
    etag: etagOf(user),
    primaryEmail: user.primaryEmail,
    name: nameOf(user),
    isAdmin: admin,
    // What a group's role adds is in the role assignments alone.
    isDelegatedAdmin: !admin && assignmentsOf(directory, user.id, false).length > 0,
    suspended: user.suspended,
    ...(user.suspensionReason !== null && { suspensionReason: user.suspensionReason }),
    archived: false,
    changePasswordAtNextLogin: user.changePasswordAtNextLogin,
    isEnrolledIn2Sv: user.isEnrolledIn2Sv,
    isEnforcedIn2Sv: user.isEnforcedIn2Sv,
    orgUnitPath: user.orgUnitPath,
    customerId: directory.customerId,
    ...(user.recoveryEmail !== '' && { recoveryEmail: user.recoveryEmail }),
    ...(user.recoveryPhone !== '' && { recoveryPhone: user.recoveryPhone }),
    creationTime: user.creationTime,
    lastLoginTime: user.lastLoginTime,
    ...(user.deletedAt !== null && { deletionTime: new Date(user.deletedAt).toISOString() }),
    isMailboxSetup: true,
    agreedToTerms: true,
    emails: [{ address: user.primaryEmail, primary: true }, ...user.aliases.map((address) => ({ address }))],
    ...(user.aliases.length > 0 && { aliases: user.aliases }),
    organizations: user.organizations,
    relations: user.relations,
    phones: user.phones,
  }
}

/** `viewType=domain_public`: what everyone of the domain may see. */
export const renderPublic = (user: User): Record<string, unknown> => ({
  kind: 'admin#directory#user',
  id: user.id,
  etag: etagOf(user.id),
  primaryEmail: user.primaryEmail,
  name: nameOf(user),
  emails: [{ address: user.primaryEmail, primary: true }],
  organizations: user.organizations,
})

export const renderGroup = (group: Group): Record<string, unknown> => ({
  kind: 'admin#directory#group',
  id: group.id,
  etag: etagOf(group),
  email: group.email,
  name: group.name,
  description: group.description,
  directMembersCount: String(group.members.length),
  adminCreated: true,
})

export function renderMember(directory: Directory, member: Member): Record<string, unknown> {
  const user = directory.users.find((each) => each.id === member.id)
  const email = user?.primaryEmail ?? directory.groups.find((each) => each.id === member.id)?.email
  return {
    kind: 'admin#directory#member',
    id: member.id,
    etag: etagOf(member),
    ...(email !== undefined && { email }),
    role: member.role,
    type: member.type,
    status: user?.suspended ? 'SUSPENDED' : 'ACTIVE',
  }
}

export function renderDevice(directory: Directory, device: MobileDevice): Record<string, unknown> {
  const owner = directory.users.find((user) => user.id === device.owner)
  return {
    kind: 'admin#directory#mobiledevice',
    resourceId: device.resourceId,
    deviceId: device.deviceId,
    etag: etagOf(device),
    name: owner ? [nameOf(owner).fullName] : [],
    email: owner ? [owner.primaryEmail] : [],
    model: device.model,
    os: device.os,
    serialNumber: device.serialNumber,
    type: 'IOS_SYNC',
    status: device.status,
    lastSync: device.lastSync,
    firstSync: device.lastSync,
  }
}

export const renderActivity = (activity: Activity, customerId: string): Record<string, unknown> => ({
  kind: 'admin#reports#activity',
  id: {
    time: activity.time,
    uniqueQualifier: activity.uniqueQualifier,
    applicationName: activity.applicationName,
    customerId,
  },
  etag: etagOf(activity.uniqueQualifier),
  actor: {
    callerType: 'USER',
    ...activity.actor,
    ...(activity.clientId !== null && {
      applicationInfo: { oauthClientId: activity.clientId, applicationName: 'Dex', impersonation: false },
    }),
  },
  ipAddress: '127.0.0.1',
  events: [
    {
      type: eventTypes[activity.name],
      name: activity.name,
      parameters: Object.entries(activity.parameters).map(([name, value]) => ({ name, value })),
    },
  ],
})
