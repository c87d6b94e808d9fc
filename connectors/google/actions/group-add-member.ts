import { googleGroupAddMember } from '#catalog/google/group-add-member.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireId } from '../ids.ts'
import { isMember } from '../members.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'

export const groupAddMember = (run: GoogleRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireId('user', parsedParams(googleGroupAddMember.params, call.params).user)
    const groupKey = requireId('group', call.target?.id)
    const { value, requestId } = await run(call, async (api) => {
      const { data } = await api.directory.members.insert({ groupKey, requestBody: { id, role: 'MEMBER' } })
      return returned(googleGroupAddMember.returns, { member: data.id === id })
    })
    return { fields: value, requestId }
  },

  async happened(call) {
    const id = requireId('user', parsedParams(googleGroupAddMember.params, call.params).user)
    return (await isMember(run, call, requireId('group', call.target?.id), id)) ? 'yes' : 'no'
  },
})
