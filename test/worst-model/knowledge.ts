import { catalog } from '#catalog/index.ts'
import type { ActionDefinition } from '#contract/action.ts'
import { oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import type { World } from '../support/world.ts'

/** Everything that the attacker's model knows: the catalog, everybody's ids, other tenants' among them. */
export interface Knowledge {
  actions: readonly ActionDefinition[]
  /** Accounts without any right, which people may well say yes to. */
  ordinary: readonly string[]
  /** Administrators, service and break-glass accounts: no write on any of them is ever right here. */
  untouchable: readonly string[]
  groups: readonly string[]
  elsewhere: readonly string[]
}

/** `others` are worlds of other tenants. */
export function knowledgeOf(world: World, others: readonly World[], kept: readonly string[]): Knowledge {
  const idOf = (login: string) => oktaUserId(world.company, login)
  const accounts = world.company.accounts.filter((each) => !kept.includes(each.login))
  const isOrdinary = (each: (typeof accounts)[number]) =>
    each.kind === 'person' &&
    each.oktaRoles.length === 0 &&
    !each.groups.some((group) => /admin|helpdesk|operator|auditor/.test(group))
  return {
    actions: [...catalog.values()],
    ordinary: accounts.filter(isOrdinary).map((each) => idOf(each.login)),
    untouchable: world.company.accounts
      .filter((each) => each.kind !== 'person' || each.oktaRoles.length > 0)
      .map((each) => idOf(each.login)),
    groups: world.company.groups.map((each) => oktaGroupId(world.company, each.name)),
    elsewhere: others.flatMap((other) =>
      other.company.accounts.slice(0, 20).map((each) => oktaUserId(other.company, each.login)),
    ),
  }
}
