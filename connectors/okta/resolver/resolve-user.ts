import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { isOktaId } from '../ids.ts'
import { listRoles } from '../roles.ts'
import type { OktaRun } from '../run.ts'
import { type OktaUser, readUser } from '../user.ts'
import { anyOrUnknown, nullWhenNotFound } from './unknown.ts'

/**
 * The user with this immutable id, live; null when there is none that this person may see. Privileged with any admin role,
 * direct or by group.
 */
export async function resolveUser(
  run: OktaRun,
  userId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isOktaId(userId)) return null
  const [user, privileged] = await Promise.all([
    run({ credential, signal }, (client) => readUser(client, userId)).catch(nullWhenNotFound),
    anyOrUnknown(run({ credential, signal }, (client) => listRoles(client, userId))),
  ])
  // An answer about somebody else would be a fact about the wrong person.
  if (user === null || user.value.id !== userId) return null
  return toResolved(user.value, privileged)
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
