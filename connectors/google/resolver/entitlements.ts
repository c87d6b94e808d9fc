import type { Credential } from '#contract/connector.ts'
import { listGroupsOf } from '../groups.ts'
import { requireId } from '../ids.ts'
import { listRoleIds } from '../role-assignments.ts'
import type { GoogleRun } from '../run.ts'
import { readUser } from '../user.ts'

/**
 * Group ids, administrator role ids (and `ADMIN` where Google's own flags say so) and whether the person can sign in,
 * live. Throws when any of it cannot be read.
 */
export async function readEntitlements(
  run: GoogleRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<{ groups: string[]; adminRoles: string[]; active: boolean }> {
  const userId = requireId('user', accountId)
  const call = { credential, signal }
  const [user, groups, roles] = await Promise.all([
    run(call, (api) => readUser(api, userId)),
    run(call, (api) => listGroupsOf(api, userId)),
    run(call, (api) => listRoleIds(api, userId)),
  ])
  const flag = user.value.admin ? ['ADMIN'] : []
  return {
    groups: groups.value.map((group) => group.id).sort(),
    adminRoles: [...new Set([...roles.value, ...flag])].sort(),
    active: user.value.status === 'ACTIVE',
  }
}
