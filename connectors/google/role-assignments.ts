import { DexError } from '#contract/error.ts'
import { collect } from './collect.ts'
import type { GoogleApi } from './run.ts'

const ASSIGNMENTS_MAX = 1_000

/**
 * Ids of the administrator roles of a user or group, those that come through groups included. Others than super
 * administrators get `platform_forbidden`, with the scope or without.
 */
export async function listRoleIds(api: GoogleApi, assignee: string): Promise<string[]> {
  const assignments = await collect(
    async (pageToken) =>
      (
        await api.directory.roleAssignments.list({
          customer: 'my_customer',
          userKey: assignee,
          includeIndirectRoleAssignments: true,
          ...(pageToken !== undefined && { pageToken }),
        })
      ).data,
    (page) => page.items,
    ASSIGNMENTS_MAX,
  )
  return assignments.map(({ roleId }) => {
    if (typeof roleId === 'string') return roleId
    throw new DexError('platform_bad_answer', undefined, { log: 'google: not a role assignment' })
  })
}
