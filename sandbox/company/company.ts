import type { CompanyAccount } from './account.ts'
import { stableId } from '../base/ids.ts'
import { createRandom, shuffled } from '../base/random.ts'
import { asciiOf } from './ascii.ts'
import { createCrowd } from './crowd.ts'
import { names } from './names.ts'
import {
  accounts,
  type Department,
  departments,
  groups as extraGroups,
  type OktaRole,
  seats,
} from './seats.ts'

export const peopleMax = 50_000

export interface CompanyGroup {
  name: string
  description: string
  oktaRoles: OktaRole[]
}

export interface Company {
  name: string
  domain: string
  seed: number
  /** How many people it has, accounts of nobody's not counted. */
  people: number
  accounts: CompanyAccount[]
  groups: CompanyGroup[]
}

export interface CompanyOptions {
  seed?: number
  /** From `seats.length` to `peopleMax`; the first are the same at every size. */
  people?: number
  name?: string
  domain?: string
}

/**
 * Forty people, or as many as are asked for, and a few accounts of nobody; the same options give the same company, ids
 * included.
 */
export function createCompany(options: CompanyOptions = {}): Company {
  const seed = options.seed ?? 1
  const size = options.people ?? seats.length
  if (!Number.isInteger(size) || size < seats.length || size > peopleMax)
    throw new Error(`a company has from ${seats.length} to ${peopleMax} people, not \`${size}\``)
  const name = options.name ?? 'acme'
  const domain = options.domain ?? `${name}.example`
  const dealt = seed === 1 ? names : shuffled(names, createRandom(seed))
  const logins = seats.map((_seat, index) => `${asciiOf(dealt[index]?.join('.') ?? '')}@${domain}`)
  const leadOf = (department: Department) => seats.findIndex((seat) => seat.department === department)

  const people = seats.map((seat, index): CompanyAccount => {
    const [firstName, lastName] = dealt[index] as readonly [string, string]
    const lead = leadOf(seat.department)
    const manager = index === 0 ? null : index === lead ? 0 : lead
    const login = logins[index] as string
    return {
      kind: 'person',
      login,
      email: login,
      firstName,
      lastName,
      title: seat.title,
      department: seat.department,
      managerLogin: manager === null ? null : (logins[manager] as string),
      groups: [seat.department.toLowerCase(), ...(seat.groups ?? [])],
      oktaRoles: [...(seat.oktaRoles ?? [])],
      status: seat.status ?? 'ACTIVE',
      phone: `+1555010${String(index).padStart(4, '0')}`,
    }
  })

  const others = accounts.map((account): CompanyAccount => {
    const login = `${account.login}@${domain}`
    const title = 'mailboxOfTitle' in account ? account.mailboxOfTitle : null
    return {
      kind: account.kind,
      login,
      email: people.find((person) => person.title === title)?.email ?? login,
      firstName: account.name[0],
      lastName: account.name[1],
      title: account.kind === 'service' ? 'Service account' : 'Emergency account',
      department: null,
      managerLogin: null,
      groups: account.kind === 'break_glass' ? ['break-glass'] : [],
      oktaRoles: [],
      status: 'ACTIVE',
      phone: '+15550199999',
    }
  })

  const groups = [
    ...departments.map((department) => ({
      name: department.toLowerCase(),
      description: `Everyone in ${department}`,
      oktaRoles: [],
    })),
    ...extraGroups.map((group) => ({ ...group, oktaRoles: [...(group.oktaRoles ?? [])] })),
  ]
  const crowd = createCrowd(people, { seed, domain, count: size - people.length })
  return { name, domain, seed, people: size, accounts: [...people, ...crowd, ...others], groups }
}

export const oktaUserId = (company: Company, login: string) =>
  stableId('00u', 20, company.domain, company.seed, 'user', login)
export const oktaGroupId = (company: Company, name: string) =>
  stableId('00g', 20, company.domain, company.seed, 'group', name)
/** Says nothing about the person: an identity provider's `sub`. */
export const subjectOf = (company: Company, login: string) =>
  stableId('', 24, company.domain, company.seed, 'subject', login)

/** Roles in Dex that come with the groups of the company's identity provider. */
export const dexRoles: Readonly<Record<string, string>> = {
  'it-admins': 'admin',
  'security-admins': 'security-admin',
  auditors: 'auditor',
  operators: 'operator',
}
