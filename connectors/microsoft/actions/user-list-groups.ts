import { microsoftUserListGroups } from '#catalog/microsoft/user-list-groups.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { isGroup, kindOf, memberships } from '../group.ts'
import { requireGuid } from '../ids.ts'
import type { MicrosoftRun } from '../run.ts'

export const userListGroups = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await run(call, async (graph) => {
      const groups = (await memberships(graph, id, 'transitiveMemberOf')).filter(isGroup)
      return returned(microsoftUserListGroups.returns, {
        groups: groups.map((group) => ({
          id: group.id,
          name: group.displayName ?? group.id,
          kind: kindOf({
            groupTypes: group.groupTypes ?? [],
            securityEnabled: group.securityEnabled ?? null,
            mailEnabled: group.mailEnabled ?? null,
          }),
          roleAssignable: group.isAssignableToRole === true,
        })),
      })
    })
    return { fields: value, requestId }
  },
})
