import type { GoogleApi } from './run.ts'
import type { HeldRole } from './role-assignments.ts'

const security = ['USER_SECURITY_ALL']
const update = ['USERS_UPDATE']
const members = ['GROUPS_UPDATE']
const licences = ['LICENSING']

/**
 * Privileges that each change takes, all of them, by their names in `privileges.list`
 * (https://support.google.com/a/answer/1219251). What is not named here cannot be told.
 */
const needed: Readonly<Record<string, readonly string[]>> = {
  'google.group.add_member': members,
  'google.group.remove_member': members,
  'google.license.assign': licences,
  'google.license.remove': licences,
  'google.user.add_alias': ['USERS_ADD_NICKNAME'],
  'google.user.generate_backup_codes': security,
  'google.user.move_org_unit': ['USERS_MOVE'],
  'google.user.reset_password': ['USERS_RESET_PASSWORD', 'USERS_FORCE_PASSWORD_CHANGE'],
  'google.user.revoke_token': security,
  'google.user.sign_out': security,
  'google.user.suspend': ['USERS_SUSPEND'],
  'google.user.turn_off_2sv': security,
  'google.user.unsuspend': ['USERS_SUSPEND'],
  'google.user.update_department': update,
  'google.user.update_manager': update,
  'google.user.update_phones': update,
  'google.user.update_profile': ['USERS_ALIAS', 'USERS_UPDATE'],
  'google.user.update_recovery_email': update,
  'google.user.update_recovery_phone': update,
}

export interface RolePrivileges {
  superAdmin: boolean
  /** In the whole organization, not in one org unit or under a condition. */
  whole: boolean
  privileges: readonly string[]
}

/** A privilege comes by itself or with all of its kind. */
const has = (privileges: ReadonlySet<string>, privilege: string): boolean =>
  privileges.has(privilege) || privileges.has(`${privilege.split('_')[0]}_ALL`)

/** Null where nothing tells, or where a role that holds in a part of the organization may carry it. */
export function carries(action: string, roles: readonly RolePrivileges[]): boolean | null {
  if (roles.some((role) => role.superAdmin && role.whole)) return true
  if (roles.length === 0) return false
  const wanted = Object.hasOwn(needed, action) ? needed[action] : undefined
  if (wanted === undefined) return null
  const of = (held: readonly RolePrivileges[]) => new Set(held.flatMap((role) => role.privileges))
  const whole = of(roles.filter((role) => role.whole))
  if (wanted.every((privilege) => has(whole, privilege))) return true
  const somewhere = of(roles)
  return wanted.every((privilege) => has(somewhere, privilege)) ? null : false
}

/** What each of these roles may do, as the organization has it. Throws `platform_forbidden` for others than super administrators. */
export const readPrivileges = (api: GoogleApi, held: readonly HeldRole[]): Promise<RolePrivileges[]> =>
  Promise.all(
    held.map(async ({ roleId, whole }) => {
      const { data } = await api.directory.roles.get({ customer: 'my_customer', roleId })
      const privileges = (data.rolePrivileges ?? []).flatMap(({ privilegeName }) => privilegeName ?? [])
      return { superAdmin: data.isSuperAdminRole === true, whole, privileges }
    }),
  )
