import { googleUserResetPassword } from '#catalog/google/user-reset-password.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { happenedByEvent } from '../events.ts'
import { requireId } from '../ids.ts'
import { newPassword } from '../password.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'
import { toGoogleUser } from '../user.ts'

export const userResetPassword = (run: GoogleRun, clock: Clock): Required<ActionConnector> => ({
  async execute(call) {
    const userKey = requireId('user', call.target?.id)
    const password = newPassword()
    const { value, requestId } = await run(call, async (api) => {
      const requestBody = { password, changePasswordAtNextLogin: true }
      return toGoogleUser((await api.directory.users.update({ userKey, requestBody })).data)
    })
    const fields = returned(googleUserResetPassword.returns, {
      mustChange: value.changePasswordAtNextLogin as true,
    })
    return { fields, requestId, secret: password }
  },

  happened: (call) => happenedByEvent(run, call, googleUserResetPassword.events, clock),
})
