import { microsoftUserResetPassword } from '#catalog/microsoft/user-reset-password.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { newPassword } from '../password.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'
import { happenedSince } from '../since.ts'
import { readUser } from '../user.ts'

export const userResetPassword = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    // Chosen here rather than by Entra, so that a repeat after a lost answer leaves the state that it reports.
    const secret = newPassword()
    const { requestId } = await refusedByState(
      run(call, ({ client }) =>
        client
          .api(`/users/${id}`)
          .patch({ passwordProfile: { password: secret, forceChangePasswordNextSignIn: true } }),
      ),
    )
    return { secret, fields: returned(microsoftUserResetPassword.returns, { mustChange: true }), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { value: user } = await run(call, (graph) => readUser(graph, id))
    return happenedSince(user.lastPasswordChangeDateTime, call.since)
  },
})
