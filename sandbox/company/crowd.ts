import { createRandom } from '../base/random.ts'
import { asciiOf } from './ascii.ts'
import type { CompanyAccount } from './account.ts'
import { names } from './names.ts'
import { type Department, departments, type UserStatus } from './seats.ts'

/** Whom a team lead leads, and the share of a department that is one. */
const teamSize = 12

const titles: Readonly<Record<Department, readonly string[]>> = {
  IT: ['Support Engineer', 'Network Engineer'],
  Engineering: ['Software Engineer', 'Test Engineer', 'Release Engineer'],
  Finance: ['Bookkeeper', 'Treasury Analyst'],
  Sales: ['Sales Representative', 'Inside Sales Representative'],
  Marketing: ['Copywriter', 'Campaign Manager'],
  People: ['People Associate', 'Trainer'],
}

/** Most work; some of each state that a service desk hears of. */
const statuses: readonly (readonly [below: number, status: UserStatus])[] = [
  [0.01, 'LOCKED_OUT'],
  [0.015, 'PASSWORD_EXPIRED'],
  [0.02, 'SUSPENDED'],
  [0.025, 'STAGED'],
  [0.03, 'DEPROVISIONED'],
]

/**
 * Everybody beyond the seats: teams of a dozen under leads, who report to the head of their department. Many share
 * a name, nobody a login; nobody has an admin role.
 */
export function createCrowd(
  seated: readonly CompanyAccount[],
  options: { seed: number; domain: string; count: number },
): CompanyAccount[] {
  const random = createRandom(options.seed + 31)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const heads = new Map(
    departments.map((department) => [
      department,
      seated.find((person) => person.department === department)?.login ?? null,
    ]),
  )
  const teams = new Map<Department, { lead: string; left: number }>()

  return Array.from({ length: options.count }, (_none, index): CompanyAccount => {
    const department = pick(departments)
    const [firstName] = pick(names)
    const [, lastName] = pick(names)
    const login = `${asciiOf(`${firstName}.${lastName}`)}.${index + 1}@${options.domain}`
    const title = pick(titles[department])
    const chance = random()
    const team = teams.get(department)
    const leads = team === undefined || team.left === 0
    if (leads) teams.set(department, { lead: login, left: teamSize - 1 })
    else team.left -= 1
    return {
      kind: 'person',
      login,
      email: login,
      firstName,
      lastName,
      title: leads ? 'Team Lead' : title,
      department,
      managerLogin: leads ? (heads.get(department) ?? null) : team.lead,
      groups: [department.toLowerCase(), ...groupsOf[department]],
      oktaRoles: [],
      // Whom others report to is there.
      status: leads ? 'ACTIVE' : (statuses.find(([below]) => chance < below)?.[1] ?? 'ACTIVE'),
      phone: `+1555${String(2_000_000 + index)}`,
    }
  })
}

const groupsOf: Readonly<Record<Department, readonly string[]>> = {
  IT: [],
  Engineering: ['github-users'],
  Finance: [],
  Sales: ['vpn-users'],
  Marketing: [],
  People: [],
}
