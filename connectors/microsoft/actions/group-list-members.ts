import { microsoftGroupListMembers } from '#catalog/microsoft/group-list-members.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { collect } from '../collect.ts'
import { DirectoryEntry } from '../group.ts'
import { requireGuid } from '../ids.ts'
import type { MicrosoftRun } from '../run.ts'

const MEMBERS_MAX = 2_000

export const groupListMembers = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await run(call, async (graph) => {
      const members = await collect(
        graph,
        { path: `groups/${id}/members`, select: ['id', 'displayName', 'userPrincipalName'], top: 999 },
        DirectoryEntry,
        MEMBERS_MAX,
      )
      return returned(microsoftGroupListMembers.returns, {
        members: members.map((member) => ({
          id: member.id,
          type: member['@odata.type'].replace('#microsoft.graph.', ''),
          name: member.displayName ?? null,
          upn: member.userPrincipalName ?? null,
        })),
      })
    })
    return { fields: value, requestId }
  },
})
