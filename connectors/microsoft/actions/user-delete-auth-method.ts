import { microsoftUserDeleteAuthMethod } from '#catalog/microsoft/user-delete-auth-method.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { listMethods } from '../methods.ts'
import { parsedParams } from '../params.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'

export const userDeleteAuthMethod = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { type, method } = parsedParams(microsoftUserDeleteAuthMethod.params, call.params)
    // Through its own collection: the general one does not delete.
    const path = `/users/${id}/authentication/${type}Methods/${encodeURIComponent(method)}`
    const { requestId } = await refusedByState(run(call, ({ client }) => client.api(path).delete()))
    return { fields: returned(microsoftUserDeleteAuthMethod.returns, { deleted: true }), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { type, method } = parsedParams(microsoftUserDeleteAuthMethod.params, call.params)
    const { value: methods } = await run(call, (graph) => listMethods(graph, id))
    return methods.some((each) => each.id === method && each.type === type) ? 'no' : 'yes'
  },
})
