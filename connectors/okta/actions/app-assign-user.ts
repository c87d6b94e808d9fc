import { oktaAppAssignUser } from '#catalog/okta/app-assign-user.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { readAssignment } from '../app-user.ts'
import { requireOktaId } from '../ids.ts'
import { resolvedObject } from '../objects.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'

export const appAssignUser = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const appId = requireOktaId(call.target?.id)
    const { user } = parsedParams(oktaAppAssignUser.params, call.params)
    const { id } = resolvedObject(call, 'user', user)
    const { value, requestId } = await run(call, (client) =>
      client.applicationApi.assignUserToApplication({ appId, appUser: { id, scope: 'USER' } }),
    )
    return { fields: returned(oktaAppAssignUser.returns, { status: value.status ?? 'unknown' }), requestId }
  },

  /** One through a group is not this one; sending again is harmless, Okta keeps one assignment a user. */
  async happened(call) {
    const { user } = parsedParams(oktaAppAssignUser.params, call.params)
    const scope = await readAssignment(run, call, requireOktaId(call.target?.id), requireOktaId(user))
    return scope === 'USER' ? 'yes' : 'no'
  },
})
