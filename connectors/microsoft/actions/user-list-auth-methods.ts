import { microsoftUserListAuthMethods } from '#catalog/microsoft/user-list-auth-methods.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { listMethods } from '../methods.ts'
import type { MicrosoftRun } from '../run.ts'

export const userListAuthMethods = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await run(call, async (graph) => {
      return returned(microsoftUserListAuthMethods.returns, { methods: await listMethods(graph, id) })
    })
    return { fields: value, requestId }
  },
})
