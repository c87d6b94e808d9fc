import type { Department, OktaRole, UserStatus } from './seats.ts'

export interface CompanyAccount {
  kind: 'person' | 'service' | 'break_glass'
  /** Unique. */
  login: string
  /** Mostly the login; not unique. */
  email: string
  firstName: string
  lastName: string
  title: string
  department: Department | null
  managerLogin: string | null
  groups: string[]
  oktaRoles: OktaRole[]
  status: UserStatus
  phone: string
}
