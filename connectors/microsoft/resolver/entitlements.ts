import type { Credential } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { isGroup, memberships } from '../group.ts'
import { requireGuid } from '../ids.ts'
import { assignmentsOf } from '../roles.ts'
import type { MicrosoftRun } from '../run.ts'
import { readUser } from '../user.ts'

/** How many role-assignable groups one person may be in before it is an error rather than a long wait. */
const ROLE_GROUPS_MAX = 20

/**
 * Group ids, ids of the admin roles that stand now (direct and by group, not those to be activated), and whether the
 * person can sign in, live. Throws when any of it cannot be read.
 */
export async function readEntitlements(
  run: MicrosoftRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<{ groups: string[]; adminRoles: string[]; active: boolean }> {
  const userId = requireGuid(accountId)
  const [user, entries, direct] = await Promise.all([
    run({ credential, signal }, (graph) => readUser(graph, userId)),
    run({ credential, signal }, (graph) => memberships(graph, userId, 'transitiveMemberOf')),
    run({ credential, signal }, (graph) => assignmentsOf(graph, userId)),
  ])
  if (user.value.id !== userId)
    throw new DexError('platform_bad_answer', undefined, { log: 'graph: another user' })
  const groups = entries.value.filter(isGroup)
  const carriers = groups.filter((group) => group.isAssignableToRole === true)
  if (carriers.length > ROLE_GROUPS_MAX)
    throw new DexError('platform_invalid', `in more than ${ROLE_GROUPS_MAX} role-assignable groups`)
  const inherited = await Promise.all(
    carriers.map((group) => run({ credential, signal }, (graph) => assignmentsOf(graph, group.id))),
  )
  const roles = [...direct.value, ...inherited.flatMap((each) => each.value)]
  return {
    groups: groups.map((group) => group.id).sort(),
    adminRoles: [...new Set(roles.map((role) => role.roleDefinitionId))].sort(),
    active: user.value.accountEnabled === true,
  }
}
