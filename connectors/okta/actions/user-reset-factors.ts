import { oktaUserResetFactors } from '#catalog/okta/user-reset-factors.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { afterWrite } from '../../after-write.ts'
import { listFactors } from '../factors.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'

export const userResetFactors = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const { requestId } = await run(call, (client) => client.userApi.resetFactors({ userId }))
    const left = await afterWrite('okta', requestId, () => run(call, (client) => listFactors(client, userId)))
    return { fields: returned(oktaUserResetFactors.returns, { factorsLeft: left.value.length }), requestId }
  },

  async happened(call) {
    const userId = requireOktaId(call.target?.id)
    const { value: factors } = await run(call, (client) => listFactors(client, userId))
    return factors.length === 0 ? 'yes' : 'no'
  },
})
