import { stableId } from '../base/ids.ts'
import type { Company } from '../company/company.ts'

export interface ScimUser {
  id: string
  userName: string
  displayName: string
  email: string
  department: string | null
  active: boolean
  /** `owner` may change everybody, `admin` all who have no role. */
  roles: string[]
}

export interface ScimGroup {
  id: string
  displayName: string
  members: string[]
}

export interface ScimState {
  users: ScimUser[]
  groups: ScimGroup[]
  /** As it was before the latest write: what a stale read shows. */
  previous: { users: ScimUser[]; groups: ScimGroup[] } | null
}

export const scimUserId = (company: Company, login: string) =>
  stableId('u', 24, company.domain, company.seed, 'scim-user', login)
export const scimGroupId = (company: Company, name: string) =>
  stableId('g', 24, company.domain, company.seed, 'scim-group', name)

/** The company as a directory of its own: the same people, departments and groups. */
export function createScimState(company: Company): ScimState {
  const users = company.accounts.map((account): ScimUser => {
    const { oktaRoles } = account
    const role = oktaRoles.includes('SUPER_ADMIN')
      ? 'owner'
      : oktaRoles.includes('ORG_ADMIN')
        ? 'admin'
        : null
    return {
      id: scimUserId(company, account.login),
      userName: account.login,
      displayName: `${account.firstName} ${account.lastName}`,
      email: account.email,
      department: account.department,
      active: account.status !== 'SUSPENDED' && account.status !== 'DEPROVISIONED',
      roles: role === null ? [] : [role],
    }
  })
  const groups = company.groups.map(
    ({ name }): ScimGroup => ({
      id: scimGroupId(company, name),
      displayName: name,
      members: company.accounts
        .filter((account) => account.groups.includes(name))
        .map(({ login }) => scimUserId(company, login)),
    }),
  )
  return { users, groups, previous: null }
}
