import { googleNumber } from './ids.ts'

/**
 * Administrator privileges by their names in `privileges.list`
 * (support.google.com/a/answer/1219251, "Administrator privilege definitions").
 */
export type Privilege =
  | 'USERS_RETRIEVE'
  | 'USERS_UPDATE'
  | 'USERS_SUSPEND'
  | 'USERS_MOVE'
  | 'USERS_ALIAS'
  | 'USERS_CREATE'
  | 'USERS_RESET_PASSWORD'
  | 'USERS_FORCE_PASSWORD_CHANGE'
  | 'USERS_ADD_NICKNAME'
  | 'USER_SECURITY_ALL'
  | 'ORGANIZATION_UNITS_RETRIEVE'
  | 'GROUPS_RETRIEVE'
  | 'GROUPS_UPDATE'
  | 'LICENSING'
  | 'LICENSING_READ'
  | 'REPORTS_ACCESS'
  | 'MOBILE_DEVICES'

export type RoleName =
  | '_SEED_ADMIN_ROLE'
  | '_HELP_DESK_ADMIN_ROLE'
  | 'Directory administrators'
  | 'Security readers'
  | 'License managers'

export interface Role {
  roleId: string
  roleName: RoleName
  isSystemRole: boolean
  isSuperAdminRole: boolean
  privileges: readonly Privilege[]
}

const role = (roleName: RoleName, privileges: readonly Privilege[]): Role => ({
  roleId: googleNumber('role', roleName),
  roleName,
  isSystemRole: roleName.startsWith('_'),
  isSuperAdminRole: roleName === '_SEED_ADMIN_ROLE',
  privileges,
})

/** The first may do everything; what the second may is the vendor's, the others are the company's own. */
export const roles: readonly Role[] = [
  role('_SEED_ADMIN_ROLE', []),
  role('_HELP_DESK_ADMIN_ROLE', [
    'USERS_RETRIEVE',
    'ORGANIZATION_UNITS_RETRIEVE',
    'USERS_RESET_PASSWORD',
    'USERS_FORCE_PASSWORD_CHANGE',
  ]),
  role('Directory administrators', [
    'USERS_RETRIEVE',
    'USERS_UPDATE',
    'USERS_SUSPEND',
    'USERS_MOVE',
    'USERS_ALIAS',
    'USERS_CREATE',
    'USERS_RESET_PASSWORD',
    'USERS_FORCE_PASSWORD_CHANGE',
    'USERS_ADD_NICKNAME',
    'USER_SECURITY_ALL',
    'ORGANIZATION_UNITS_RETRIEVE',
    'GROUPS_RETRIEVE',
    'GROUPS_UPDATE',
    'LICENSING',
    'LICENSING_READ',
    'REPORTS_ACCESS',
    'MOBILE_DEVICES',
  ]),
  role('Security readers', [
    'USERS_RETRIEVE',
    'ORGANIZATION_UNITS_RETRIEVE',
    'GROUPS_RETRIEVE',
    'REPORTS_ACCESS',
  ]),
  role('License managers', ['LICENSING', 'LICENSING_READ']),
]

export function roleOf(name: RoleName): Role {
  const found = roles.find((each) => each.roleName === name)
  if (!found) throw new Error(`no role ${name}`)
  return found
}
