import type { StateCall, StateReader } from '#contract/connector.ts'
import { requireScimId, ScimGroup, ScimUser } from './resources.ts'
import type { ScimWire } from './wire.ts'

export function scimStates(wire: ScimWire): Readonly<Record<string, StateReader>> {
  const member: StateReader = async (call) => {
    const query = { attributes: 'displayName,members' }
    const path = ['Groups', requireScimId(call.target?.id)]
    const { value } = await wire(call, { path, query }, ScimGroup)
    return { member: value.members.includes(String(call.params['user'])) }
  }
  const active = async (call: StateCall) => {
    const { value } = await wire(call, { path: ['Users', requireScimId(call.target?.id)] }, ScimUser)
    return { active: value.active }
  }
  return {
    'scim.group.add_member': member,
    'scim.group.remove_member': member,
    'scim.user.activate': active,
    'scim.user.deactivate': active,
  }
}
