import { googleGroupRemoveMember } from '#catalog/google/group-remove-member.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireId } from '../ids.ts'
import { isMember } from '../members.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'

export const groupRemoveMember = (run: GoogleRun): Required<ActionConnector> => ({
  async execute(call) {
    const memberKey = requireId('user', parsedParams(googleGroupRemoveMember.params, call.params).user)
    const groupKey = requireId('group', call.target?.id)
    const { requestId } = await run(call, (api) => api.directory.members.delete({ groupKey, memberKey }))
    return { fields: returned(googleGroupRemoveMember.returns, { member: false }), requestId }
  },

  async happened(call) {
    const id = requireId('user', parsedParams(googleGroupRemoveMember.params, call.params).user)
    return (await isMember(run, call, requireId('group', call.target?.id), id)) ? 'no' : 'yes'
  },
})
