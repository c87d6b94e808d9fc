import { oktaUserResetPassword } from '#catalog/okta/user-reset-password.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { afterWrite } from '../../after-write.ts'
import { requireOktaId } from '../ids.ts'
import { parsedParams } from '../params.ts'
import { passwordHappened } from '../password-happened.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { requireSecret } from '../secret.ts'
import { readUser } from '../user.ts'

/** Each call makes a new link and voids the former: never sent again while in doubt. */
export const userResetPassword = (run: OktaRun, clock: Clock): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const { delivery } = parsedParams(oktaUserResetPassword.params, call.params)
    const sendEmail = delivery === 'email'
    const { value: token, requestId } = await run(call, (client) =>
      client.userApi.generateResetPasswordToken({ userId, sendEmail, revokeSessions: false }),
    )
    const secret = sendEmail ? {} : { secret: requireSecret(token?.resetPasswordUrl, requestId) }
    const { value: user } = await afterWrite('okta', requestId, () =>
      run(call, (client) => readUser(client, userId)),
    )
    const fields = returned(oktaUserResetPassword.returns, { status: user.status, delivered: delivery })
    return { ...secret, fields, requestId }
  },

  happened: (call) =>
    passwordHappened(run, clock, call, {
      types: oktaUserResetPassword.events,
      status: 'RECOVERY',
      counts: 'since',
    }),
})
