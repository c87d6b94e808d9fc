import type { Credential } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { listRoleIds } from '../role-assignments.ts'
import type { GoogleRun } from '../run.ts'

/** Any administrator role of a user or group, direct or by group. INVARIANT: unknown counts as privileged (T9). */
export async function holdsRole(
  run: GoogleRun,
  assignee: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await run({ credential, signal }, (api) => listRoleIds(api, assignee))).value.length > 0
  } catch (error) {
    if (isDexError(error, 'platform_forbidden') || isDexError(error, 'platform_not_found')) return true
    throw error
  }
}
