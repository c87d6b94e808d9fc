import { oktaUserActivate } from '#catalog/okta/user-activate.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { afterWrite } from '../../after-write.ts'
import { requireOktaId } from '../ids.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { requireSecret } from '../secret.ts'
import { readUser } from '../user.ts'

const activated: readonly string[] = ['PROVISIONED', 'ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY']

export const userActivate = (run: OktaRun): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const { delivery } = parsedParams(oktaUserActivate.params, call.params)
    const sendEmail = delivery === 'email'
    const { value: token, requestId } = await run(call, (client) =>
      client.userApi.activateUser({ userId, sendEmail }),
    )
    const secret = sendEmail ? {} : { secret: requireSecret(token?.activationUrl, requestId) }
    const { value: user } = await afterWrite('okta', requestId, () =>
      run(call, (client) => readUser(client, userId)),
    )
    const fields = returned(oktaUserActivate.returns, { status: user.status, delivered: delivery })
    return { ...secret, fields, requestId }
  },

  async happened(call) {
    const { value: user } = await run(call, (client) => readUser(client, requireOktaId(call.target?.id)))
    if (activated.includes(user.status)) return 'yes'
    return user.status === 'STAGED' || user.status === 'DEPROVISIONED' ? 'no' : 'cannot_tell'
  },
})
