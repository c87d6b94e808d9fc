import { scimUserGet } from '#catalog/scim/user-get.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireScimId, ScimUser } from '../resources.ts'
import { shown } from '../shown.ts'
import type { ScimWire } from '../wire.ts'

export const userGet = (wire: ScimWire): ActionConnector => ({
  async execute(call) {
    const path = ['Users', requireScimId(call.target?.id)]
    const { value, requestId } = await wire(call, { path }, ScimUser)
    return { fields: scimUserGet.returns.parse(shown(value)), requestId }
  },
})
