import type { Credential, GroupMember } from '#contract/connector.ts'
import { collect } from '../collect.ts'
import { requireOktaId } from '../ids.ts'
import type { OktaRun } from '../run.ts'
import { toOktaUser } from '../user.ts'

const MEMBERS_MAX = 1_000

/** Members of a group who can sign in, live. */
export async function readMembers(
  run: OktaRun,
  id: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<GroupMember[]> {
  const groupId = requireOktaId(id)
  const { value } = await run({ credential, signal }, async (client) =>
    collect(await client.groupApi.listGroupUsers({ groupId, limit: 200 }), MEMBERS_MAX),
  )
  return value
    .map(toOktaUser)
    .filter((user) => user.active)
    .map(({ id: accountId, email }) => ({ id: accountId, email }))
}
