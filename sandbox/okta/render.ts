import { createHash } from 'node:crypto'
import { stableId } from '../base/ids.ts'
import type { UserStatus } from '../company/seats.ts'
import type { LogEvent } from './log-event.ts'
import type { Directory, Factor, Group, User } from './model.ts'
import type { HeldRole } from './rights.ts'

const linksOf: Record<UserStatus, readonly string[]> = {
  STAGED: ['activate'],
  PROVISIONED: ['reactivate', 'resetPassword', 'suspend', 'deactivate'],
  ACTIVE: ['suspend', 'resetPassword', 'expirePassword', 'resetFactors', 'deactivate'],
  RECOVERY: ['reactivate', 'resetPassword', 'deactivate'],
  PASSWORD_EXPIRED: ['suspend', 'resetPassword', 'expirePassword', 'resetFactors', 'deactivate'],
  LOCKED_OUT: ['unlock', 'resetPassword', 'deactivate'],
  SUSPENDED: ['unsuspend', 'deactivate', 'resetFactors'],
  DEPROVISIONED: ['activate'],
}

const pathOf: Record<string, string> = {
  resetPassword: 'reset_password',
  expirePassword: 'expire_password',
  resetFactors: 'reset_factors',
}

export const etagOf = (user: User) =>
  `W/"${createHash('sha256').update(JSON.stringify(user)).digest('base64url').slice(0, 22)}"`

export function renderUser(user: User, base: string, full: boolean): Record<string, unknown> {
  const self = `${base}/api/v1/users/${user.id}`
  const lifecycle = linksOf[user.status].map((name) => [
    name,
    { href: `${self}/lifecycle/${pathOf[name] ?? name}`, method: 'POST' },
  ])
  const { id, status, created, activated, statusChanged, lastLogin, lastUpdated, passwordChanged } = user
  return {
    id,
    status,
    created,
    activated,
    statusChanged,
    lastLogin,
    lastUpdated,
    passwordChanged,
    type: { id: stableId('oty', 20, base) },
    profile: shownProfile(user),
    credentials: {
      ...(passwordChanged ? { password: {} } : {}),
      emails: [{ value: user.profile.email, status: 'VERIFIED', type: 'PRIMARY' }],
      provider: { type: 'OKTA', name: 'OKTA' },
    },
    _links: { self: { href: self }, ...(full ? Object.fromEntries(lifecycle) : {}) },
  }
}

/** A department is a text or is not there; other attributes are null when empty. */
function shownProfile({ profile }: User): Record<string, unknown> {
  const { department, ...others } = profile
  return department === null ? others : profile
}

export function renderFactor(factor: Factor, user: User, base: string): Record<string, unknown> {
  const owner = `${base}/api/v1/users/${user.id}`
  return {
    ...factor,
    _links: {
      self: { href: `${owner}/factors/${factor.id}`, hints: { allow: ['GET', 'DELETE'] } },
      user: { href: owner, hints: { allow: ['GET'] } },
    },
  }
}

export function renderGroup(group: Group, base: string, counting: Directory | null): Record<string, unknown> {
  const self = `${base}/api/v1/groups/${group.id}`
  const { id, created, lastUpdated, lastMembershipUpdated, type, name, description } = group
  const counted = {
    stats: {
      usersCount: group.members.length,
      appsCount: counting?.apps.filter((app) => app.groups.includes(group.id)).length ?? 0,
      groupPushMappingsCount: 0,
      hasAdminPrivlege: group.roles.length > 0,
    },
  }
  return {
    id,
    created,
    lastUpdated,
    lastMembershipUpdated,
    objectClass: ['okta:user_group'],
    type,
    profile: { name, description },
    ...(counting ? { _embedded: counted } : {}),
    _links: { users: { href: `${self}/users` }, apps: { href: `${self}/apps` } },
  }
}

const roleLabels: Record<HeldRole['type'], string> = {
  SUPER_ADMIN: 'Super Administrator',
  ORG_ADMIN: 'Organizational Administrator',
  USER_ADMIN: 'Group Administrator',
  HELP_DESK_ADMIN: 'Help Desk Administrator',
  GROUP_MEMBERSHIP_ADMIN: 'Group Membership Administrator',
  READ_ONLY_ADMIN: 'Read-only Administrator',
  APP_ADMIN: 'Application Administrator',
}

export function renderRole(role: HeldRole, created: string, base: string): Record<string, unknown> {
  const collection = role.assignmentType === 'USER' ? 'users' : 'groups'
  return {
    id: stableId('ra1', 20, role.holder, role.type),
    label: roleLabels[role.type],
    type: role.type,
    status: 'ACTIVE',
    assignmentType: role.assignmentType,
    created,
    lastUpdated: created,
    _links: { assignee: { href: `${base}/api/v1/${collection}/${role.holder}` } },
  }
}

export function renderEvent(event: LogEvent): Omit<LogEvent, 'visibleAt'> {
  const { visibleAt: _visibleAt, ...shown } = event
  return shown
}
