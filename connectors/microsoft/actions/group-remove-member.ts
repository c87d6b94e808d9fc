import { microsoftGroupRemoveMember } from '#catalog/microsoft/group-remove-member.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { isMember } from '../is-member.ts'
import { parsedParams } from '../params.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'

export const groupRemoveMember = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { user } = parsedParams(microsoftGroupRemoveMember.params, call.params)
    // INVARIANT: with `/$ref`. Without it the same call deletes the user.
    const path = `/groups/${id}/members/${user}/$ref`
    const { requestId } = await refusedByState(run(call, ({ client }) => client.api(path).delete()))
    return { fields: returned(microsoftGroupRemoveMember.returns, { member: false }), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { user } = parsedParams(microsoftGroupRemoveMember.params, call.params)
    const { value: member } = await run(call, (graph) => isMember(graph, id, user))
    return member ? 'no' : 'yes'
  },
})
