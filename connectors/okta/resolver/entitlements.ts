import type { Credential } from '#contract/connector.ts'
import { listGroups } from '../groups.ts'
import { requireOktaId } from '../ids.ts'
import { listRoles } from '../roles.ts'
import type { OktaRun } from '../run.ts'
import { readUser } from '../user.ts'

/** Group ids, admin role types and whether the person can sign in, live. Throws when any of it cannot be read. */
export async function readEntitlements(
  run: OktaRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<{ groups: string[]; adminRoles: string[]; active: boolean }> {
  const userId = requireOktaId(accountId)
  const [user, groups, roles] = await Promise.all([
    run({ credential, signal }, (client) => readUser(client, userId)),
    run({ credential, signal }, (client) => listGroups(client, userId)),
    run({ credential, signal }, (client) => listRoles(client, userId)),
  ])
  return {
    groups: groups.value.map((group) => group.id).sort(),
    adminRoles: [...new Set(roles.value)].sort(),
    active: user.value.active,
  }
}
