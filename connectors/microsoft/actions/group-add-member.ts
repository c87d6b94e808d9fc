import { microsoftGroupAddMember } from '#catalog/microsoft/group-add-member.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { isMember } from '../is-member.ts'
import { parsedParams } from '../params.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'

export const groupAddMember = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { user } = parsedParams(microsoftGroupAddMember.params, call.params)
    const { requestId } = await refusedByState(
      run(call, ({ client, origin }) =>
        client
          .api(`/groups/${id}/members/$ref`)
          .post({ '@odata.id': `${origin}/v1.0/directoryObjects/${user}` }),
      ),
    )
    return { fields: returned(microsoftGroupAddMember.returns, { member: true }), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { user } = parsedParams(microsoftGroupAddMember.params, call.params)
    const { value: member } = await run(call, (graph) => isMember(graph, id, user))
    return member ? 'yes' : 'no'
  },
})
