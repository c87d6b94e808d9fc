import { scimUserFind } from '#catalog/scim/user-find.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { searchUsers } from '../search-users.ts'
import { shown } from '../shown.ts'
import type { ScimWire } from '../wire.ts'

export const userFind = (wire: ScimWire): ActionConnector => ({
  async execute(call) {
    const { email } = scimUserFind.params.parse(call.params)
    const { users, requestId } = await searchUsers(wire, call, email)
    return { fields: scimUserFind.returns.parse({ users: users.map(shown) }), requestId }
  },
})
