import type { Credential, Membership } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { isGroup, memberships } from '../group.ts'
import { requireGuid } from '../ids.ts'
import type { HeldRole } from '../rights.ts'
import { assignmentsOf } from '../roles.ts'
import type { MicrosoftRun } from '../run.ts'
import { readUser } from '../user.ts'

/** How many role-assignable groups one person may be in before it is an error rather than a long wait. */
const ROLE_GROUPS_MAX = 20

/** Group ids, also by groups in groups, live. Throws when they cannot be read. */
export async function readGroupIds(
  run: MicrosoftRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<string[]> {
  const groups = await readGroups(run, requireGuid(accountId), credential, signal)
  return groups.map((group) => group.id).sort()
}

/** Group ids and whether the person can sign in, live. Throws when any of it cannot be read. */
export async function readMembership(
  run: MicrosoftRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<Membership> {
  const { groups, active } = await readAccount(run, accountId, credential, signal)
  return { groups: groups.map((group) => group.id).sort(), active }
}

interface Standing extends Membership {
  roles: HeldRole[]
}

/** The same and ids of the admin roles that stand now, direct and by group, not those to be activated. */
export async function readEntitlements(
  run: MicrosoftRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<Membership & { adminRoles: string[] }> {
  const { active, groups, roles } = await readStanding(run, accountId, credential, signal)
  return { groups, adminRoles: [...new Set(roles.map((role) => role.id))].sort(), active }
}

/** The same with how far each role reaches. */
export async function readStanding(
  run: MicrosoftRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<Standing> {
  const userId = requireGuid(accountId)
  const [{ groups, active }, direct] = await Promise.all([
    readAccount(run, userId, credential, signal),
    run({ credential, signal }, (graph) => assignmentsOf(graph, userId)),
  ])
  const carriers = groups.filter((group) => group.isAssignableToRole === true)
  if (carriers.length > ROLE_GROUPS_MAX)
    throw new DexError('platform_invalid', `in more than ${ROLE_GROUPS_MAX} role-assignable groups`)
  const inherited = await Promise.all(
    carriers.map((group) => run({ credential, signal }, (graph) => assignmentsOf(graph, group.id))),
  )
  const roles = [...direct.value, ...inherited.flatMap((each) => each.value)]
  return {
    groups: groups.map((group) => group.id).sort(),
    roles: roles.map(({ roleDefinitionId: id, directoryScopeId }) => ({
      id,
      whole: directoryScopeId === '/',
    })),
    active,
  }
}

async function readAccount(
  run: MicrosoftRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
) {
  const userId = requireGuid(accountId)
  const [user, groups] = await Promise.all([
    run({ credential, signal }, (graph) => readUser(graph, userId)),
    readGroups(run, userId, credential, signal),
  ])
  if (user.value.id !== userId)
    throw new DexError('platform_bad_answer', undefined, { log: 'graph: another user' })
  return { groups, active: user.value.accountEnabled === true }
}

async function readGroups(run: MicrosoftRun, userId: string, credential: Credential, signal: AbortSignal) {
  const entries = await run({ credential, signal }, (graph) =>
    memberships(graph, userId, 'transitiveMemberOf'),
  )
  return entries.value.filter(isGroup)
}
