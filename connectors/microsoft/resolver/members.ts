import { z } from 'zod'
import type { Credential, GroupMember } from '#contract/connector.ts'
import { collect } from '../collect.ts'
import { requireGuid } from '../ids.ts'
import type { MicrosoftRun } from '../run.ts'

const MEMBERS_MAX = 2_000

const Member = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  mail: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
})

/** Members of a group who can sign in, live; null where groups are members of it. */
export async function readMembers(
  run: MicrosoftRun,
  id: string,
  credential: Credential,
  signal: AbortSignal,
): Promise<GroupMember[] | null> {
  const groupId = requireGuid(id)
  const select = ['id', 'mail', 'userPrincipalName', 'accountEnabled']
  const { value } = await run({ credential, signal }, (graph) =>
    collect(graph, { path: `groups/${groupId}/members`, select, top: 999 }, Member, MEMBERS_MAX),
  )
  if (value.some((member) => member['@odata.type'] === '#microsoft.graph.group')) return null
  return value
    .filter((member) => member['@odata.type'] === '#microsoft.graph.user' && member.accountEnabled !== false)
    .map(({ id: accountId, mail, userPrincipalName }) => ({
      id: accountId,
      email: mail ?? userPrincipalName ?? null,
    }))
}
