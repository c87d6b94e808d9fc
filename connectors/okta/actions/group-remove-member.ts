import { oktaGroupRemoveMember } from '#catalog/okta/group-remove-member.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { isMember } from '../groups.ts'
import { requireOktaId } from '../ids.ts'
import { resolvedObject } from '../objects.ts'
import { parsedParams } from '../params.ts'
import { refusedByState } from '../refused-by-state.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'

export const groupRemoveMember = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const groupId = requireOktaId(call.target?.id)
    const { user } = parsedParams(oktaGroupRemoveMember.params, call.params)
    const userId = resolvedObject(call, 'user', user).id
    const { requestId } = await refusedByState(
      run(call, (client) => client.groupApi.unassignUserFromGroup({ groupId, userId })),
    )
    return { fields: returned(oktaGroupRemoveMember.returns, { member: false }), requestId }
  },

  async happened(call) {
    const groupId = requireOktaId(call.target?.id)
    const { user } = parsedParams(oktaGroupRemoveMember.params, call.params)
    const { value: member } = await run(call, (client) => isMember(client, groupId, requireOktaId(user)))
    return member ? 'no' : 'yes'
  },
})
