/** The database roles of the three processes; they own nothing. */
export const roleNames = ['dex_api', 'dex_gate', 'dex_think'] as const
export type RoleName = (typeof roleNames)[number]

/** The URL of one role, from the administrator's URL and the role's password. */
export function roleUrl(adminUrl: string, role: RoleName, password: string): string {
  const url = new URL(adminUrl)
  url.username = role
  url.password = password
  return url.href
}
