import { oktaUserFind } from '#catalog/okta/user-find.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { searchUsers } from '../search-users.ts'

export const userFind = (run: OktaRun): ActionConnector => ({
  async execute(call) {
    const { email } = parsedParams(oktaUserFind.params, call.params)
    const { value, requestId } = await run(call, async (client) => {
      const users = await searchUsers(client, email)
      return returned(oktaUserFind.returns, {
        users: users.map(({ id, login, email: mail, name, department, status }) => ({
          id,
          login,
          email: mail,
          name,
          department,
          status,
        })),
      })
    })
    return { fields: value, requestId }
  },
})
