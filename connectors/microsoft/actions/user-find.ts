import { microsoftUserFind } from '#catalog/microsoft/user-find.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { parsedParams } from '../params.ts'
import type { MicrosoftRun } from '../run.ts'
import { deletedName, searchDeletedUsers, searchUsers } from '../search-users.ts'

export const userFind = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const { email, deleted } = parsedParams(microsoftUserFind.params, call.params)
    const { value, requestId } = await run(call, async (graph) => {
      const users =
        deleted === true ? await searchDeletedUsers(graph, email) : await searchUsers(graph, email)
      return returned(microsoftUserFind.returns, {
        users: users.map((user) => ({
          id: user.id,
          upn: deletedName(user),
          mail: user.mail,
          name: user.displayName ?? user.userPrincipalName,
          department: user.department,
          enabled: user.accountEnabled,
        })),
      })
    })
    return { fields: value, requestId }
  },
})
