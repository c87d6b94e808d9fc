import { oktaUserResetFactor } from '#catalog/okta/user-reset-factor.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { afterWrite } from '../../after-write.ts'
import { listFactors } from '../factors.ts'
import { requireOktaId } from '../ids.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'

export const userResetFactor = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const { factor } = parsedParams(oktaUserResetFactor.params, call.params)
    const { requestId } = await run(call, (client) =>
      client.userFactorApi.unenrollFactor({ userId, factorId: factor }),
    )
    const left = await afterWrite('okta', requestId, () => run(call, (client) => listFactors(client, userId)))
    return { fields: returned(oktaUserResetFactor.returns, { factorsLeft: left.value.length }), requestId }
  },

  async happened(call) {
    const userId = requireOktaId(call.target?.id)
    const { factor } = parsedParams(oktaUserResetFactor.params, call.params)
    const { value: factors } = await run(call, (client) => listFactors(client, userId))
    return factors.some(({ id }) => id === factor) ? 'no' : 'yes'
  },
})
