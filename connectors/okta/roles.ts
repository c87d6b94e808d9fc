import type { Client } from '@okta/okta-sdk-nodejs'
import { collect } from './collect.ts'

const ROLES_MAX = 200

/**
 * Types of a user's admin roles, those inherited from groups included (`SUPER_ADMIN`, `HELP_DESK_ADMIN`, `CUSTOM` …).
 * A role of a kind that this SDK does not know counts as `UNKNOWN`, never as none. Needs a super administrator's token
 * or a custom role with okta.iam.read; others get `platform_forbidden`, with the scope or without.
 */
export async function listRoles(client: Client, userId: string): Promise<string[]> {
  const roles = await collect(await client.roleAssignmentApi.listAssignedRolesForUser({ userId }), ROLES_MAX)
  return roles.map((role) => (typeof role.type === 'string' ? role.type : 'UNKNOWN'))
}

/** Types of the admin roles that a group gives to its members; who may read them: see `listRoles`. */
export async function listGroupRoles(client: Client, groupId: string): Promise<string[]> {
  const roles = await collect(await client.roleAssignmentApi.listGroupAssignedRoles({ groupId }), ROLES_MAX)
  return roles.map((role) => (typeof role.type === 'string' ? role.type : 'UNKNOWN'))
}
