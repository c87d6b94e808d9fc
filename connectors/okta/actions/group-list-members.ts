import { oktaGroupListMembers } from '#catalog/okta/group-list-members.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { collect } from '../collect.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { toOktaUser } from '../user.ts'

const MEMBERS_MAX = 1_000

export const groupListMembers = (run: OktaRun): ActionConnector => ({
  async execute(call) {
    const groupId = requireOktaId(call.target?.id)
    const { value, requestId } = await run(call, async (client) => {
      const pages = await client.groupApi.listGroupUsers({ groupId, limit: 200 })
      const members = await collect(pages, MEMBERS_MAX)
      return returned(oktaGroupListMembers.returns, {
        members: members.map((member) => {
          const { id, login, name, status } = toOktaUser(member)
          return { id, login, name, status }
        }),
      })
    })
    return { fields: value, requestId }
  },
})
