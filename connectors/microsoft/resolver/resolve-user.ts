import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { isGuid } from '../ids.ts'
import { noneWhenMissing } from '../none-when-missing.ts'
import type { MicrosoftRun } from '../run.ts'
import { readUser } from '../user.ts'
import { isPrivileged } from './privilege.ts'

/** The user with this immutable id, live; null when there is none that this person may see. */
export async function resolveUser(
  run: MicrosoftRun,
  userId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isGuid(userId)) return null
  const [user, privileged] = await Promise.all([
    noneWhenMissing(run({ credential, signal }, (graph) => readUser(graph, userId))),
    isPrivileged(run, userId, credential, signal),
  ])
  // An answer about somebody else would be a fact about the wrong person.
  if (user === null || user.value.id !== userId) return null
  const { userPrincipalName, mail, displayName, department, accountEnabled, isManagementRestricted } =
    user.value
  return {
    platform: 'microsoft',
    type: 'user',
    id: userId,
    email: mail ?? userPrincipalName,
    displayName,
    department,
    privileged: privileged || isManagementRestricted === true,
    // They come from Dex's own registry.
    labels: [],
    status: accountEnabled === null ? null : accountEnabled ? 'enabled' : 'disabled',
  }
}
