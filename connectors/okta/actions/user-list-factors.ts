import { oktaUserListFactors } from '#catalog/okta/user-list-factors.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { listFactors } from '../factors.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { moment } from '../user.ts'

export const userListFactors = (run: OktaRun): ActionConnector => ({
  async execute(call) {
    const { value, requestId } = await run(call, async (client) => {
      const factors = await listFactors(client, requireOktaId(call.target?.id))
      return returned(oktaUserListFactors.returns, {
        factors: factors.map((factor) => ({
          id: factor.id ?? '',
          type: factor.factorType ?? 'unknown',
          provider: factor.provider ?? 'unknown',
          status: factor.status ?? 'unknown',
          created: moment(factor.created),
        })),
      })
    })
    return { fields: value, requestId }
  },
})
