import type { Credential } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { isGroup, memberships } from '../group.ts'
import { assignmentsOf, eligibilitiesOf, groupEligibilitiesOf } from '../roles.ts'
import type { Graph, MicrosoftRun } from '../run.ts'

/**
 * Any admin right: a directory role, direct, by group or eligible; member or owner of a role-assignable group, or eligible
 * for any group. INVARIANT: what cannot be read counts as privileged (T9), a tenant without the plan for it included.
 */
export async function isPrivileged(
  run: MicrosoftRun,
  userId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<boolean> {
  const any = async (work: (graph: Graph) => Promise<boolean>): Promise<boolean> => {
    try {
      return (await run({ credential, signal }, work)).value
    } catch (error) {
      if (isDexError(error) && !error.retryable && error.code !== 'platform_unauthenticated') return true
      throw error
    }
  }
  const found = await Promise.all([
    any(async (graph) => (await assignmentsOf(graph, userId)).length > 0),
    any(async (graph) => (await memberships(graph, userId, 'transitiveMemberOf')).some(entryIsPower)),
    any(async (graph) => (await memberships(graph, userId, 'ownedObjects')).some(entryIsPower)),
    any(async (graph) => (await eligibilitiesOf(graph, userId)).length > 0),
    any(async (graph) => (await groupEligibilitiesOf(graph, userId)).length > 0),
  ])
  return found.includes(true)
}

/** A group without a name is one that this delegation may not look at. */
function entryIsPower(entry: Awaited<ReturnType<typeof memberships>>[number]): boolean {
  if (entry['@odata.type'] === '#microsoft.graph.directoryRole') return true
  if (!isGroup(entry)) return false
  return entry.isAssignableToRole === true || typeof entry.displayName !== 'string'
}
