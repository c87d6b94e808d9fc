import { oktaUserUnlock } from '#catalog/okta/user-unlock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { afterWrite } from '../../after-write.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { readUser, toOktaUser } from '../user.ts'

export const userUnlock = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const { requestId } = await run(call, (client) => client.userApi.unlockUser({ userId }))
    const { value: user } = await afterWrite('okta', requestId, () =>
      run(call, (client) => readUser(client, userId)),
    )
    return { fields: returned(oktaUserUnlock.returns, { status: user.status }), requestId }
  },

  async happened(call) {
    const userId = requireOktaId(call.target?.id)
    const { value } = await run(call, async (client) => {
      const user = await client.userApi.getUser({ userId, expand: 'blocks' })
      return { status: toOktaUser(user).status, blocks: user._embedded?.blocks?.length ?? 0 }
    })
    if (value.status === 'LOCKED_OUT' || value.blocks > 0) return 'no'
    return value.status === 'ACTIVE' || value.status === 'PASSWORD_EXPIRED' ? 'yes' : 'cannot_tell'
  },
})
