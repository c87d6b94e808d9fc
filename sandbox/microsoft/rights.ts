import { denied } from './errors.ts'
import type { Directory, Group, User } from './model.ts'
import { type RoleName, roleNameOf } from './roles.ts'

/** Who may do what to anything but people; global administrators may all of it (learn.microsoft.com: Entra roles). */
export const rights = {
  see_methods: ['Authentication Administrator', 'Privileged Authentication Administrator', 'Global Reader'],
  see_sign_ins: [
    'Reports Reader',
    'Security Reader',
    'Security Administrator',
    'Security Operator',
    'Global Reader',
  ],
  see_audits: ['Reports Reader', 'Security Reader', 'Security Administrator'],
  see_eligible: ['Global Reader', 'Privileged Role Administrator'],
  see_deleted: [
    'User Administrator',
    'Authentication Administrator',
    'Privileged Authentication Administrator',
  ],
  edit_profile: ['User Administrator', 'Authentication Administrator', 'Intune Administrator'],
  edit_usage_location: ['User Administrator', 'License Administrator'],
  edit_manager: ['User Administrator'],
  assign_licenses: ['License Administrator', 'User Administrator'],
  edit_members: ['Groups Administrator', 'User Administrator'],
  edit_role_group_members: ['Privileged Role Administrator'],
  see_devices: ['Intune Administrator', 'Global Reader'],
  act_on_devices: ['Intune Administrator'],
  see_risk: ['Security Reader', 'Security Operator', 'Security Administrator', 'Global Reader'],
  dismiss_risk: ['Security Administrator'],
} as const satisfies Record<string, readonly RoleName[]>
export type Right = keyof typeof rights

/** Groups that a user is in, also through others. */
export function groupsOf(directory: Directory, memberId: string, transitive: boolean): Group[] {
  const found = new Set<Group>()
  const visit = (id: string): void => {
    for (const group of directory.groups) {
      if (!group.members.includes(id) || found.has(group)) continue
      found.add(group)
      if (transitive) visit(group.id)
    }
  }
  visit(memberId)
  return [...found]
}

/** Direct, and by groups: a role reaches the direct members of a role-assignable group alone. */
export function rolesOf(directory: Directory, user: User): RoleName[] {
  const principals = [user.id, ...groupsOf(directory, user.id, false).map((group) => group.id)]
  return directory.assignments
    .filter((assignment) => principals.includes(assignment.principalId))
    .flatMap((assignment) => roleNameOf(assignment.roleDefinitionId) ?? [])
}

export function holds(directory: Directory, user: User, right: Right): boolean {
  const entitled: readonly string[] = ['Global Administrator', ...rights[right]]
  return rolesOf(directory, user).some((role) => entitled.includes(role))
}

export function assertHolds(directory: Directory, user: User, right: Right): void {
  if (!holds(directory, user, right)) throw denied()
}

type Column =
  | 'Password Administrator'
  | 'Helpdesk Administrator'
  | 'Authentication Administrator'
  | 'User Administrator'
  | 'Privileged Authentication Administrator'

/** What is done to a person, and which administrators may at all; the target's own roles narrow it further. */
export const columns = {
  reset_password: [
    'Password Administrator',
    'Helpdesk Administrator',
    'Authentication Administrator',
    'User Administrator',
    'Privileged Authentication Administrator',
  ],
  revoke_sessions: [
    'Helpdesk Administrator',
    'Authentication Administrator',
    'User Administrator',
    'Privileged Authentication Administrator',
  ],
  sensitive: [
    'Authentication Administrator',
    'User Administrator',
    'Privileged Authentication Administrator',
  ],
  methods: ['Authentication Administrator', 'Privileged Authentication Administrator'],
} as const satisfies Record<string, readonly Column[]>
export type PersonAct = keyof typeof columns

/** A row of the vendor's table: who may touch somebody who holds this role. Any other role: the last column alone. */
const rows: Partial<Record<RoleName, readonly Column[]>> = {
  'Password Administrator': columns.reset_password,
  'Reports Reader': columns.revoke_sessions,
  'Helpdesk Administrator': [
    'Helpdesk Administrator',
    'User Administrator',
    'Privileged Authentication Administrator',
  ],
  'Authentication Administrator': ['Authentication Administrator', 'Privileged Authentication Administrator'],
  'User Administrator': ['User Administrator', 'Privileged Authentication Administrator'],
  'Groups Administrator': ['User Administrator', 'Privileged Authentication Administrator'],
}

/** INVARIANT: a target with several roles needs every one of them allowed; a role-assignable group counts as the highest. */
export function assertMayTouch(directory: Directory, actor: User, act: PersonAct, target: User): void {
  const own = rolesOf(directory, actor)
  if (own.includes('Global Administrator')) return
  const only: readonly Column[] = ['Privileged Authentication Administrator']
  const needed = rolesOf(directory, target).map((role) => rows[role] ?? only)
  const inRoleGroup = directory.groups.some(
    (group) =>
      group.shown.isAssignableToRole === true &&
      (group.members.includes(target.id) || group.owners.includes(target.id)),
  )
  if (inRoleGroup) needed.push(only)
  const allowed: readonly Column[] = columns[act]
  const fits = own.some((role) =>
    [allowed, ...needed].every((list) => (list as readonly string[]).includes(role)),
  )
  if (!fits) throw denied()
}

export function assertMayChangeMembers(directory: Directory, actor: User, group: Group): void {
  if (group.owners.includes(actor.id)) return
  if (group.shown.isAssignableToRole === true) return assertHolds(directory, actor, 'edit_role_group_members')
  const intune =
    rolesOf(directory, actor).includes('Intune Administrator') && !group.shown.groupTypes.includes('Unified')
  if (!intune) assertHolds(directory, actor, 'edit_members')
}
