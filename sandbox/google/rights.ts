import { GoogleRefusal } from './errors.ts'
import type { Directory, Group, RoleAssignment, User } from './model.ts'
import { type Privilege, type Role, roles } from './roles.ts'

/** Direct assignments and, when asked, those that come through a group. */
export function assignmentsOf(directory: Directory, assignee: string, indirect: boolean): RoleAssignment[] {
  const groups = indirect
    ? directory.groups
        .filter(({ id }) => directory.assignments.some(({ assignedTo }) => assignedTo === id))
        .filter((group) => group.members.some((member) => member.id === assignee))
        .map((group) => group.id)
    : []
  return directory.assignments.filter(
    ({ assignedTo }) => assignedTo === assignee || groups.includes(assignedTo),
  )
}

const rolesOf = (directory: Directory, user: User): Role[] =>
  assignmentsOf(directory, user.id, true).flatMap(
    ({ roleId }) => roles.find((role) => role.roleId === roleId) ?? [],
  )

export const isSuper = (directory: Directory, user: User): boolean =>
  rolesOf(directory, user).some((role) => role.isSuperAdminRole)

export const isAdministrator = (directory: Directory, user: User): boolean =>
  rolesOf(directory, user).length > 0

export const holds = (directory: Directory, user: User, privilege: Privilege): boolean =>
  rolesOf(directory, user).some((role) => role.isSuperAdminRole || role.privileges.includes(privilege))

export function assertHolds(directory: Directory, user: User, privilege: Privilege): void {
  if (!holds(directory, user, privilege)) throw new GoogleRefusal('forbidden')
}

/** INVARIANT: only a super administrator changes anyone who holds an administrator role. */
export function assertMayChange(directory: Directory, actor: User, privilege: Privilege, target: User): void {
  assertHolds(directory, actor, privilege)
  if (isAdministrator(directory, target) && !isSuper(directory, actor)) throw new GoogleRefusal('forbidden')
}

/** INVARIANT: only a super administrator changes the members of a group that carries an administrator role. */
export function assertMayChangeMembers(directory: Directory, actor: User, group: Group): void {
  assertHolds(directory, actor, 'GROUPS_UPDATE')
  if (assignmentsOf(directory, group.id, true).length > 0 && !isSuper(directory, actor)) {
    throw new GoogleRefusal('forbidden')
  }
}
