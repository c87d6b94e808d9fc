/**
 * Standard administrator roles that carry each change, after the vendor's permission table
 * (https://help.okta.com/en-us/content/topics/security/administrators-admin-comparison.htm).
 */
const lifecycle = ['USER_ADMIN', 'ORG_ADMIN', 'SUPER_ADMIN']
const desk = ['HELP_DESK_ADMIN', ...lifecycle]
const applications = ['APP_ADMIN', 'SUPER_ADMIN']
const membership = ['GROUP_MEMBERSHIP_ADMIN', ...lifecycle]

const carriers: Readonly<Record<string, readonly string[]>> = {
  'okta.app.assign_user': applications,
  'okta.app.unassign_user': applications,
  'okta.group.add_member': membership,
  'okta.group.remove_member': membership,
  'okta.user.activate': lifecycle,
  'okta.user.clear_sessions': desk,
  'okta.user.create': lifecycle,
  'okta.user.deactivate': lifecycle,
  'okta.user.expire_password': desk,
  'okta.user.reset_factor': desk,
  'okta.user.reset_factors': desk,
  'okta.user.reset_password': desk,
  'okta.user.suspend': lifecycle,
  'okta.user.unlock': desk,
  'okta.user.unsuspend': lifecycle,
  'okta.user.update_department': lifecycle,
  'okta.user.update_email': lifecycle,
  'okta.user.update_login': lifecycle,
  'okta.user.update_manager': lifecycle,
  'okta.user.update_phone': lifecycle,
  'okta.user.update_profile': lifecycle,
}

const standard: ReadonlySet<string> = new Set([
  ...Object.values(carriers).flat(),
  'READ_ONLY_ADMIN',
  'MOBILE_ADMIN',
  'REPORT_ADMIN',
  'API_ACCESS_MANAGEMENT_ADMIN',
])

/** Null where a role of the organization's own making may carry it, or the action is none of these. */
export function carries(action: string, adminRoles: readonly string[]): boolean | null {
  const by = Object.hasOwn(carriers, action) ? carriers[action] : undefined
  if (by === undefined) return null
  if (adminRoles.some((role) => by.includes(role))) return true
  return adminRoles.every((role) => standard.has(role)) ? false : null
}
