import { type Company, dexRoles, oktaUserId } from './company/company.ts'
import { googleUserId } from './google/ids.ts'
import { entraUserId } from './microsoft/ids.ts'
import { createOktaState } from './okta/model.ts'
import { rolesOf } from './okta/rights.ts'

export interface SandboxPerson {
  email: string
  name: string
  /** Roles in Dex that come with the groups at the identity provider; `employee` when there are none. */
  roles: string[]
  department: string
  title: string
  groups: string[]
  oktaId: string
  oktaRoles: string[]
  oktaStatus: string
  microsoftId: string
  googleId: string
}

const count = 24

/** Who is worth signing in as: everyone with a right first, then some employees of every department. */
export function usefulPeople(company: Company): SandboxPerson[] {
  const { directory } = createOktaState(company)
  const people = company.accounts
    .filter((account) => account.kind === 'person')
    .map((account): SandboxPerson => {
      const oktaId = oktaUserId(company, account.login)
      const user = directory.users.find((candidate) => candidate.id === oktaId)
      const roles = account.groups.flatMap((group) => dexRoles[group] ?? [])
      return {
        email: account.email,
        name: `${account.firstName} ${account.lastName}`,
        roles: roles.length > 0 ? roles : ['employee'],
        department: account.department ?? '',
        title: account.title,
        groups: account.groups,
        oktaId,
        oktaRoles: user ? rolesOf(directory, user).map((role) => role.type) : [],
        oktaStatus: account.status,
        microsoftId: entraUserId(company, account.login),
        googleId: googleUserId(company, account.login),
      }
    })
  const weight = (person: SandboxPerson) =>
    (person.oktaRoles.includes('SUPER_ADMIN') ? 4 : person.oktaRoles.length > 0 ? 2 : 0) +
    (person.roles.includes('employee') ? 0 : 1)
  const entitled = people.filter((person) => weight(person) > 0).toSorted((a, b) => weight(b) - weight(a))
  const locked = people.filter((person) => person.oktaStatus === 'LOCKED_OUT')
  const plain = people.filter((person) => weight(person) === 0 && person.oktaStatus === 'ACTIVE')
  const spread = plain.filter(
    (person, index) => plain.findIndex((other) => other.department === person.department) === index,
  )
  const rest = plain.filter((person) => !spread.includes(person))
  return [...entitled, ...locked, ...spread, ...rest].slice(0, count)
}
