import type { Credential, Membership } from '#contract/connector.ts'
import { listGroupsOf } from '../groups.ts'
import { requireId } from '../ids.ts'
import { listRoleIds } from '../role-assignments.ts'
import type { GoogleRun } from '../run.ts'
import { readUser } from '../user.ts'

/** Group ids, live. Throws when they cannot be read. */
export async function readGroupIds(
  run: GoogleRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<string[]> {
  const userId = requireId('user', accountId)
  const groups = await run({ credential, signal }, (api) => listGroupsOf(api, userId))
  return groups.value.map((group) => group.id).sort()
}

/** Group ids and whether the person can sign in, live. Throws when any of it cannot be read. */
export async function readMembership(
  run: GoogleRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<Membership> {
  const { groups, active } = await readAccount(run, accountId, credential, signal)
  return { groups, active }
}

/** The same and administrator role ids (and `ADMIN` where Google's own flags say so). */
export async function readEntitlements(
  run: GoogleRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<Membership & { adminRoles: string[] }> {
  const userId = requireId('user', accountId)
  const [{ groups, active, admin }, roles] = await Promise.all([
    readAccount(run, userId, credential, signal),
    run({ credential, signal }, (api) => listRoleIds(api, userId)),
  ])
  const flag = admin ? ['ADMIN'] : []
  return { groups, active, adminRoles: [...new Set([...roles.value, ...flag])].sort() }
}

async function readAccount(run: GoogleRun, accountId: string, credential: Credential, signal: AbortSignal) {
  const userId = requireId('user', accountId)
  const [user, groups] = await Promise.all([
    run({ credential, signal }, (api) => readUser(api, userId)),
    readGroupIds(run, userId, credential, signal),
  ])
  return { groups, active: user.value.status === 'ACTIVE', admin: user.value.admin }
}
