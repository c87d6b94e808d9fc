import { oktaUserUnsuspend } from '#catalog/okta/user-unsuspend.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { afterWrite } from '../../after-write.ts'
import { requireOktaId } from '../ids.ts'
import { refusedByState } from '../refused-by-state.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { readUser } from '../user.ts'

export const userUnsuspend = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const { requestId } = await refusedByState(
      run(call, (client) => client.userApi.unsuspendUser({ userId })),
    )
    const { value: user } = await afterWrite('okta', requestId, () =>
      run(call, (client) => readUser(client, userId)),
    )
    return { fields: returned(oktaUserUnsuspend.returns, { status: user.status }), requestId }
  },

  async happened(call) {
    const { value: user } = await run(call, (client) => readUser(client, requireOktaId(call.target?.id)))
    if (user.status === 'SUSPENDED') return 'no'
    return user.status === 'DEPROVISIONED' ? 'cannot_tell' : 'yes'
  },
})
