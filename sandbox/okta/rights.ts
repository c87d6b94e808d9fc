import type { OktaRole } from '../company/seats.ts'
import { OktaRefusal } from './errors.ts'
import type { Directory, Group, User } from './model.ts'

/**
 * Who may do what, after the vendor's administrator permission table
 * (help.okta.com: "Standard administrator roles and permissions"). Group-scoped roles reach every group here.
 */
export const rights = {
  see_users: [
    'SUPER_ADMIN',
    'ORG_ADMIN',
    'USER_ADMIN',
    'HELP_DESK_ADMIN',
    'GROUP_MEMBERSHIP_ADMIN',
    'APP_ADMIN',
    'READ_ONLY_ADMIN',
  ],
  see_groups: [
    'SUPER_ADMIN',
    'ORG_ADMIN',
    'USER_ADMIN',
    'HELP_DESK_ADMIN',
    'GROUP_MEMBERSHIP_ADMIN',
    'APP_ADMIN',
    'READ_ONLY_ADMIN',
  ],
  reset_credentials: ['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN', 'HELP_DESK_ADMIN'],
  unlock: ['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN', 'HELP_DESK_ADMIN'],
  clear_sessions: ['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN', 'HELP_DESK_ADMIN'],
  lifecycle: ['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN'],
  profiles: ['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN'],
  see_apps: ['SUPER_ADMIN', 'APP_ADMIN', 'READ_ONLY_ADMIN'],
  assign_apps: ['SUPER_ADMIN', 'APP_ADMIN'],
  membership: ['SUPER_ADMIN', 'ORG_ADMIN', 'USER_ADMIN', 'GROUP_MEMBERSHIP_ADMIN'],
  system_log: ['SUPER_ADMIN', 'ORG_ADMIN', 'APP_ADMIN', 'READ_ONLY_ADMIN'],
  see_roles: ['SUPER_ADMIN'],
  see_schema: ['SUPER_ADMIN', 'ORG_ADMIN', 'READ_ONLY_ADMIN'],
} as const satisfies Record<string, readonly OktaRole[]>
export type Right = keyof typeof rights

export interface HeldRole {
  type: OktaRole
  assignmentType: 'USER' | 'GROUP'
  holder: string
}

/** Individual and group-inherited alike. */
export function rolesOf(directory: Directory, user: User): HeldRole[] {
  const own = user.roles.map((type) => ({ type, assignmentType: 'USER' as const, holder: user.id }))
  const inherited = directory.groups
    .filter((group) => group.roles.length > 0 && group.members.includes(user.id))
    .flatMap((group) =>
      group.roles.map((type) => ({ type, assignmentType: 'GROUP' as const, holder: group.id })),
    )
  return [...own, ...inherited]
}

export function holds(directory: Directory, user: User, right: Right): boolean {
  const entitled: readonly string[] = rights[right]
  return rolesOf(directory, user).some((role) => entitled.includes(role.type))
}

const isSuper = (directory: Directory, user: User) =>
  rolesOf(directory, user).some((role) => role.type === 'SUPER_ADMIN')

/** INVARIANT: only a super admin changes anyone who holds an admin role. */
export function assertMayChange(directory: Directory, actor: User, right: Right, target: User): void {
  const outranked = rolesOf(directory, target).length > 0 && !isSuper(directory, actor)
  if (!holds(directory, actor, right) || outranked) throw new OktaRefusal('E0000006')
}

/** INVARIANT: only a super admin changes the members of a group that carries an admin role. */
export function assertMayChangeMembers(directory: Directory, actor: User, group: Group): void {
  const outranked = group.roles.length > 0 && !isSuper(directory, actor)
  if (!holds(directory, actor, 'membership') || outranked) throw new OktaRefusal('E0000006')
}
