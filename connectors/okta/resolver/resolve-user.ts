import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { isOktaId } from '../ids.ts'
import { listRoles } from '../roles.ts'
import type { OktaRun } from '../run.ts'
import { type OktaUser, readUser } from '../user.ts'

/** The user with this immutable id, live; null when there is none that this person may see. */
export async function resolveUser(
  run: OktaRun,
  userId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isOktaId(userId)) return null
  const [user, privileged] = await Promise.all([
    run({ credential, signal }, (client) => readUser(client, userId)).catch(nullWhenNotFound),
    isPrivileged(run, userId, credential, signal),
  ])
  // An answer about somebody else would be a fact about the wrong person.
  if (user === null || user.value.id !== userId) return null
  return toResolved(user.value, privileged)
}

/** Any admin role, direct or by group. INVARIANT: unknown counts as privileged (T9). */
async function isPrivileged(
  run: OktaRun,
  userId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const roles = await run({ credential, signal }, (client) => listRoles(client, userId))
    return roles.value.length > 0
  } catch (error) {
    if (isDexError(error, 'platform_forbidden') || isDexError(error, 'platform_not_found')) return true
    throw error
  }
}

function nullWhenNotFound(error: unknown): null {
  if (isDexError(error, 'platform_not_found')) return null
  throw error
}

/** `labels` stay empty: they come from Dex's own registry. */
const toResolved = (user: OktaUser, privileged: boolean): ResolvedObject => ({
  platform: 'okta',
  type: 'user',
  id: user.id,
  email: user.email,
  displayName: user.name,
  department: user.department,
  privileged,
  labels: [],
  status: user.status,
})
