import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { toOktaGroup } from '../groups.ts'
import { isOktaId } from '../ids.ts'
import { listGroupRoles } from '../roles.ts'
import type { OktaRun } from '../run.ts'
import { anyOrUnknown, nullWhenNotFound } from './unknown.ts'

/**
 * The group with this immutable id, live. Privileged when it carries an admin role; what Dex roles hang on it is for the
 * gate, which knows the tenant's mapping.
 */
export async function resolveGroup(
  run: OktaRun,
  groupId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isOktaId(groupId)) return null
  const as = { credential, signal }
  const [group, privileged] = await Promise.all([
    run(as, async (client) => toOktaGroup(await client.groupApi.getGroup({ groupId }))).catch(
      nullWhenNotFound,
    ),
    anyOrUnknown(run(as, (client) => listGroupRoles(client, groupId))),
  ])
  if (group === null || group.value.id !== groupId) return null
  return {
    platform: 'okta',
    type: 'group',
    id: groupId,
    email: null,
    displayName: group.value.name,
    department: null,
    privileged,
    labels: [],
    status: group.value.type,
  }
}
