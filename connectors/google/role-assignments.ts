import { DexError } from '#contract/error.ts'
import { collect } from './collect.ts'
import type { GoogleApi } from './run.ts'

const ASSIGNMENTS_MAX = 1_000

export interface HeldRole {
  roleId: string
  /** In the whole organization, not in one org unit, under a condition or for a time. */
  whole: boolean
}

/**
 * The administrator roles of a user or group, those that come through groups included. Others than super
 * administrators get `platform_forbidden`, with the scope or without.
 */
export async function listRoles(api: GoogleApi, assignee: string): Promise<HeldRole[]> {
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
  return assignments.map(({ roleId, scopeType, condition }) => {
    if (typeof roleId !== 'string')
      throw new DexError('platform_bad_answer', undefined, { log: 'google: not a role assignment' })
    return { roleId, whole: scopeType === 'CUSTOMER' && (condition ?? '') === '' }
  })
}

/** Their ids alone. */
export const listRoleIds = async (api: GoogleApi, assignee: string): Promise<string[]> =>
  (await listRoles(api, assignee)).map(({ roleId }) => roleId)
