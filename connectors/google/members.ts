import { DexError } from '#contract/error.ts'
import { nullWhenNotFound } from './around-write.ts'
import { collect } from './collect.ts'
import type { GoogleApi, GoogleRun } from './run.ts'
import type { Credential } from '#contract/connector.ts'

const MEMBERS_MAX = 1_000

export interface GroupMember {
  id: string
  email: string | null
  role: string
  type: string
}

/** Direct members; a member of type CUSTOMER is everyone and has no address. */
export async function listMembers(api: GoogleApi, groupId: string): Promise<GroupMember[]> {
  const members = await collect(
    async (pageToken) => {
      const page = { maxResults: 200, ...(pageToken !== undefined && { pageToken }) }
      return (await api.directory.members.list({ groupKey: groupId, ...page })).data
    },
    (page) => page.members,
    MEMBERS_MAX,
  )
  return members.map(({ id, email, role, type }) => {
    if (typeof id !== 'string') {
      throw new DexError('platform_bad_answer', undefined, { log: 'google: not a member' })
    }
    return { id, email: email ?? null, role: role ?? 'unknown', type: type ?? 'unknown' }
  })
}

/** Whether the user is a direct member, by the look-up that lags least. Throws `platform_not_found` for no such group. */
export async function isMember(
  run: GoogleRun,
  call: { credential: Credential; signal: AbortSignal },
  groupId: string,
  userId: string,
): Promise<boolean> {
  const found = await nullWhenNotFound(
    run(call, (api) => api.directory.members.get({ groupKey: groupId, memberKey: userId })),
  )
  // A member that is not there and a group that is not there are both 404.
  if (found === null)
    await run(call, (api) => api.directory.members.list({ groupKey: groupId, maxResults: 1 }))
  return found !== null
}
