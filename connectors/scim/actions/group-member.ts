import { z } from 'zod'
import { scimGroupAddMember } from '#catalog/scim/group-add-member.ts'
import type { ActionConnector, ConnectorCall } from '#contract/connector.ts'
import { equal, patch, requireScimId, ScimGroup } from '../resources.ts'
import type { ScimWire } from '../wire.ts'

/** Adding and removing; both are for one member and leave the others alone (RFC 7644, 3.5.2). */
export const groupMember = (wire: ScimWire, member: boolean): Required<ActionConnector> => ({
  async execute(call) {
    const { group, user } = named(call)
    const operation = member
      ? { op: 'add', path: 'members', value: [{ value: user }] }
      : { op: 'remove', path: `members[${equal('value', user)}]` }
    const request = { method: 'PATCH', path: ['Groups', group], body: patch(operation) } as const
    const { requestId } = await wire(call, request, z.unknown())
    return { fields: { member }, requestId }
  },

  async happened(call) {
    const { group, user } = named(call)
    const query = { attributes: 'displayName,members' }
    const { value } = await wire(call, { path: ['Groups', group], query }, ScimGroup)
    return value.members.includes(user) === member ? 'yes' : 'no'
  },
})

/** Both actions have the same parameters. */
function named(call: ConnectorCall): { group: string; user: string } {
  const { user } = scimGroupAddMember.params.parse(call.params)
  return { group: requireScimId(call.target?.id), user: requireScimId(user) }
}
