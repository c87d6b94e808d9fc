import type { admin_directory_v1 } from '@googleapis/admin'
import { DexError } from '#contract/error.ts'
import { collect } from './collect.ts'
import type { GoogleApi } from './run.ts'

const GROUPS_MAX = 2_000

export interface GoogleGroup {
  id: string
  email: string
  name: string
  description: string
}

/** Those that the user is a direct member of. */
export const listGroupsOf = (api: GoogleApi, userId: string): Promise<GoogleGroup[]> =>
  listGroups(api, { userKey: userId }, GROUPS_MAX)

export async function listGroups(
  api: GoogleApi,
  which: { userKey: string } | { customer: string; query: string },
  max: number,
): Promise<GoogleGroup[]> {
  const groups = await collect(
    async (pageToken) => {
      const page = { maxResults: Math.min(max, 200), ...(pageToken !== undefined && { pageToken }) }
      return (await api.directory.groups.list({ ...which, ...page })).data
    },
    (page) => page.groups,
    max,
  )
  return groups.map((group) => toGoogleGroup(group))
}

export async function readGroup(api: GoogleApi, groupId: string): Promise<GoogleGroup> {
  const group = toGoogleGroup((await api.directory.groups.get({ groupKey: groupId })).data)
  if (group.id === groupId) return group
  throw new DexError('platform_bad_answer', undefined, { log: 'google: another group than asked for' })
}

function toGoogleGroup(group: admin_directory_v1.Schema$Group | null | undefined): GoogleGroup {
  if (typeof group?.id !== 'string' || typeof group.email !== 'string') {
    throw new DexError('platform_bad_answer', undefined, { log: 'google: not a group' })
  }
  const { id, email } = group
  return { id, email, name: group.name ?? email, description: group.description ?? '' }
}
