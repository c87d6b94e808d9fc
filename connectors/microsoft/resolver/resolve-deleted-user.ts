import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { read } from '../answer.ts'
import { asked } from '../collect.ts'
import { isGuid } from '../ids.ts'
import { noneWhenMissing } from '../none-when-missing.ts'
import type { MicrosoftRun } from '../run.ts'
import { deletedName } from '../search-users.ts'
import { User, userFields } from '../user.ts'

/**
 * The deleted user with this id; null when there is none. INVARIANT: privileged, always: what roles and groups come back
 * with the account cannot be read while it is deleted (T9).
 */
export async function resolveDeletedUser(
  run: MicrosoftRun,
  userId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<ResolvedObject | null> {
  if (!isGuid(userId)) return null
  const path = `directory/deletedItems/${userId}/microsoft.graph.user`
  const found = await noneWhenMissing(
    run({ credential, signal }, async (graph) =>
      read(User, await asked(graph, { path, select: userFields }).get()),
    ),
  )
  if (found === null || found.value.id !== userId) return null
  return {
    platform: 'microsoft',
    type: 'deleted_user',
    id: userId,
    email: found.value.mail ?? deletedName(found.value),
    displayName: found.value.displayName,
    department: found.value.department,
    privileged: true,
    labels: [],
    status: 'deleted',
  }
}
