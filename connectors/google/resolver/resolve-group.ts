import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { nullWhenNotFound } from '../around-write.ts'
import { readGroup } from '../groups.ts'
import { isId } from '../ids.ts'
import type { GoogleRun } from '../run.ts'
import { holdsRole } from './privilege.ts'
import { resolvedObject } from './to-resolved.ts'

/** The group with this immutable id, live; privileged when it carries an administrator role: membership is that role. */
export async function resolveGroup(
  run: GoogleRun,
  groupId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isId('group', groupId)) return null
  const [group, privileged] = await Promise.all([
    nullWhenNotFound(run({ credential, signal }, (api) => readGroup(api, groupId))),
    holdsRole(run, groupId, credential, signal),
  ])
  if (group === null) return null
  const { id, email, name } = group.value
  return resolvedObject({ type: 'group', id, email, displayName: name, privileged })
}
