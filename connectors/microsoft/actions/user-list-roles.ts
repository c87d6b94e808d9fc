import { microsoftUserListRoles } from '#catalog/microsoft/user-list-roles.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { isGroup, memberships } from '../group.ts'
import { requireGuid } from '../ids.ts'
import { assignmentsOf, eligibilitiesOf } from '../roles.ts'
import type { MicrosoftRun } from '../run.ts'

export const userListRoles = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await run(call, async (graph) => {
      const entries = await memberships(graph, id, 'transitiveMemberOf')
      const carriers = entries.filter((entry) => isGroup(entry) && entry.isAssignableToRole === true)
      const groups = await Promise.all(carriers.map((group) => assignmentsOf(graph, group.id)))
      const found = {
        direct: await assignmentsOf(graph, id),
        group: groups.flat(),
        eligible: await eligibilitiesOf(graph, id),
      }
      const line = (how: keyof typeof found) =>
        found[how].map((role) => ({
          id: role.roleDefinitionId,
          name: role.roleDefinition?.displayName ?? null,
          how,
          scope: role.directoryScopeId ?? null,
        }))
      return returned(microsoftUserListRoles.returns, {
        roles: [...line('direct'), ...line('group'), ...line('eligible')],
      })
    })
    return { fields: value, requestId }
  },
})
