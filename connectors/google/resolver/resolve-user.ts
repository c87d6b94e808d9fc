import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { nullWhenNotFound } from '../around-write.ts'
import { isId } from '../ids.ts'
import type { GoogleRun } from '../run.ts'
import { readUser } from '../user.ts'
import { holdsRole } from './privilege.ts'
import { resolvedUser } from './to-resolved.ts'

/**
 * The user with this immutable id, live; null when there is none that this person may see. Privileged by Google's two
 * flags or by any role assignment: the flags do not tell of roles that come through a group.
 */
export async function resolveUser(
  run: GoogleRun,
  userId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isId('user', userId)) return null
  const [user, holds] = await Promise.all([
    nullWhenNotFound(run({ credential, signal }, (api) => readUser(api, userId))),
    holdsRole(run, userId, credential, signal),
  ])
  return user === null ? null : resolvedUser('user', user.value, user.value.admin || holds)
}
