import { oktaUserGet } from '#catalog/okta/user-get.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { readUser } from '../user.ts'

export const userGet = (run: OktaRun): ActionConnector => ({
  async execute(call) {
    const { value, requestId } = await run(call, async (client) => {
      const { active: _active, ...user } = await readUser(client, requireOktaId(call.target?.id))
      return returned(oktaUserGet.returns, user)
    })
    return { fields: value, requestId }
  },
})
