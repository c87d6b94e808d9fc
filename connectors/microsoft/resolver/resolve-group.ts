import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { kindOf, readGroup } from '../group.ts'
import { isGuid } from '../ids.ts'
import { noneWhenMissing } from '../none-when-missing.ts'
import type { MicrosoftRun } from '../run.ts'

/**
 * The group with this id, live; null when there is none. Privileged when a role may be assigned to it, whether one is or
 * not, or when its management is restricted: the power lies in the membership (T3).
 */
export async function resolveGroup(
  run: MicrosoftRun,
  groupId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isGuid(groupId)) return null
  const group = await noneWhenMissing(run({ credential, signal }, (graph) => readGroup(graph, groupId)))
  if (group === null || group.value.id !== groupId) return null
  return {
    platform: 'microsoft',
    type: 'group',
    id: groupId,
    email: group.value.mail,
    displayName: group.value.displayName,
    department: null,
    privileged: group.value.isAssignableToRole === true || group.value.isManagementRestricted === true,
    labels: [],
    status: kindOf(group.value),
  }
}
