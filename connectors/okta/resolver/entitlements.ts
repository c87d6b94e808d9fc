import type { Credential, Membership } from '#contract/connector.ts'
import { listGroups } from '../groups.ts'
import { requireOktaId } from '../ids.ts'
import { listRoles } from '../roles.ts'
import type { OktaRun } from '../run.ts'
import { readUser } from '../user.ts'

/** Group ids, live. Throws when they cannot be read. */
export async function readGroupIds(
  run: OktaRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<string[]> {
  const userId = requireOktaId(accountId)
  const groups = await run({ credential, signal }, (client) => listGroups(client, userId))
  return groups.value.map((group) => group.id).sort()
}

/** Group ids and whether the person can sign in, live. Throws when any of it cannot be read. */
export async function readMembership(
  run: OktaRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<Membership> {
  const userId = requireOktaId(accountId)
  const [user, groups] = await Promise.all([
    run({ credential, signal }, (client) => readUser(client, userId)),
    readGroupIds(run, userId, credential, signal),
  ])
  return { groups, active: user.value.active }
}

/** The same and admin role types. */
export async function readEntitlements(
  run: OktaRun,
  accountId: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<Membership & { adminRoles: string[] }> {
  const userId = requireOktaId(accountId)
  const [membership, roles] = await Promise.all([
    readMembership(run, userId, credential, signal),
    run({ credential, signal }, (client) => listRoles(client, userId)),
  ])
  return { ...membership, adminRoles: [...new Set(roles.value)].sort() }
}
