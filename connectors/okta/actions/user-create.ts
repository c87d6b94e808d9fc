import { oktaUserCreate } from '#catalog/okta/user-create.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { toOktaUser } from '../user.ts'

const SKEW_MS = 60_000

export const userCreate = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const { title, department, ...params } = parsedParams(oktaUserCreate.params, call.params)
    const profile = {
      firstName: params.firstName,
      lastName: params.lastName,
      login: params.login,
      email: params.email ?? params.login,
      ...(title !== undefined && { title }),
      ...(department !== undefined && { department }),
    }
    const { value: user, requestId } = await run(call, async (client) =>
      // Not activated: no mail leaves, and no password exists, before that was asked for by itself.
      toOktaUser(await client.userApi.createUser({ body: { profile }, activate: false })),
    )
    return { fields: returned(oktaUserCreate.returns, { id: user.id, status: user.status }), requestId }
  },

  /** The login is the natural key. Somebody of that login who is older, or of another name, is not ours. */
  async happened(call) {
    const { login, firstName, lastName } = parsedParams(oktaUserCreate.params, call.params)
    try {
      const { value: user } = await run(call, (client) => client.userApi.getUser({ userId: login }))
      const same = user.profile?.firstName === firstName && user.profile.lastName === lastName
      const recent = (user.created?.getTime() ?? 0) >= Date.parse(call.since) - SKEW_MS
      return same && recent ? 'yes' : 'no'
    } catch (error) {
      if (isDexError(error, 'platform_not_found')) return 'no'
      throw error
    }
  },
})
