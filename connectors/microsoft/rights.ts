/**
 * Directory roles by their template ids, which are their ids everywhere
 * (https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference).
 */
const role = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  privilegedAuthenticationAdministrator: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  authenticationAdministrator: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  helpdeskAdministrator: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  passwordAdministrator: '966707d0-3269-4727-9be2-8c3a10f19b9d',
  licenseAdministrator: '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
  groupsAdministrator: 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  intuneAdministrator: '3a2c62db-5318-420d-8d74-23affee5d9d5',
  cloudDeviceAdministrator: '7698a772-787b-4ac8-901f-60d6b08affd2',
  securityAdministrator: '194ae4cb-b126-40b2-bd5b-6091b380977d',
  securityOperator: '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f',
  securityReader: '5d6b6bb7-de71-4623-b4af-96380a352509',
  reportsReader: '4a5d8f65-41da-4de4-8968-e035b65339cf',
  globalReader: 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  privilegedRoleAdministrator: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  exchangeAdministrator: '29232cdf-9323-42fd-ade2-1d097af3e4de',
} as const
const known: ReadonlySet<string> = new Set(Object.values(role))

interface Carriers {
  enough: readonly string[]
  /** Carry some of it, or on some objects. */
  maybe?: readonly string[]
  /** People without any directory role can do it too: owners of the group, roles of Intune's own. */
  othersToo?: true
}

const methods = [
  role.globalAdministrator,
  role.privilegedAuthenticationAdministrator,
  role.authenticationAdministrator,
]
const sensitive = [...methods, role.userAdministrator]
const sessions = [...sensitive, role.helpdeskAdministrator]
const profile = [
  role.globalAdministrator,
  role.userAdministrator,
  role.authenticationAdministrator,
  role.intuneAdministrator,
]
const licences = [role.globalAdministrator, role.licenseAdministrator, role.userAdministrator]
const members: Carriers = {
  enough: [role.globalAdministrator, role.groupsAdministrator, role.userAdministrator],
  othersToo: true,
}
const devices: Carriers = {
  enough: [role.globalAdministrator, role.intuneAdministrator],
  othersToo: true,
}

/** For targets without admin roles; the ceiling keeps Dex from the others. */
const carriers: Readonly<Record<string, Carriers>> = {
  'microsoft.device.lock': devices,
  'microsoft.device.reboot': devices,
  'microsoft.device.retire': devices,
  'microsoft.device.sync': devices,
  'microsoft.device.wipe': devices,
  'microsoft.group.add_member': members,
  'microsoft.group.remove_member': members,
  'microsoft.license.assign': { enough: licences },
  'microsoft.license.remove': { enough: licences },
  'microsoft.risk.dismiss': { enough: [role.globalAdministrator, role.securityAdministrator] },
  'microsoft.user.create_temporary_access_pass': { enough: methods },
  'microsoft.user.delete_auth_method': { enough: methods },
  'microsoft.user.disable': { enough: sensitive },
  'microsoft.user.enable': { enough: sensitive },
  'microsoft.user.reset_password': { enough: [...sessions, role.passwordAdministrator] },
  'microsoft.user.restore': { enough: sensitive },
  'microsoft.user.revoke_sessions': { enough: sessions },
  'microsoft.user.update_department': { enough: profile },
  'microsoft.user.update_mail': { enough: sensitive },
  'microsoft.user.update_manager': { enough: [role.globalAdministrator, role.userAdministrator] },
  'microsoft.user.update_phones': { enough: sensitive },
  'microsoft.user.update_profile': { enough: profile, maybe: [role.licenseAdministrator] },
}

/** A role that stands; `whole`: in the whole directory, not in one of its administrative units. */
export interface HeldRole {
  id: string
  whole: boolean
}

/** Null where a role of the organization's own making, or one that holds in a part of it, may carry it. */
export function carries(action: string, held: readonly HeldRole[]): boolean | null {
  const by = Object.hasOwn(carriers, action) ? carriers[action] : undefined
  if (by === undefined) return held.length === 0 ? false : null
  if (held.some(({ id, whole }) => whole && by.enough.includes(id))) return true
  const possible = held.some(
    ({ id }) => !known.has(id) || by.enough.includes(id) || by.maybe?.includes(id) === true,
  )
  return possible || by.othersToo ? null : false
}
