import { oktaAppUnassignUser } from '#catalog/okta/app-unassign-user.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { readAssignment } from '../app-user.ts'
import { requireOktaId } from '../ids.ts'
import { resolvedObject } from '../objects.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'

export const appUnassignUser = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const appId = requireOktaId(call.target?.id)
    const { user } = parsedParams(oktaAppUnassignUser.params, call.params)
    const userId = resolvedObject(call, 'user', user).id
    // What Okta does to one that comes through a group is not documented: such a call is not made.
    if ((await readAssignment(run, call, appId, userId)) === 'GROUP') {
      throw new DexError('platform_conflict', 'the application comes through a group', {
        extra: { platformCode: null, mayHaveHappened: false },
      })
    }
    const { requestId } = await run(call, (client) =>
      client.applicationApi.unassignUserFromApplication({ appId, userId, sendEmail: false }),
    )
    return { fields: returned(oktaAppUnassignUser.returns, { assigned: false }), requestId }
  },

  async happened(call) {
    const { user } = parsedParams(oktaAppUnassignUser.params, call.params)
    const scope = await readAssignment(run, call, requireOktaId(call.target?.id), requireOktaId(user))
    return scope === null ? 'yes' : 'no'
  },
})
