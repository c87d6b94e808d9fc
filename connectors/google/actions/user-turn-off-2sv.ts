import { googleUserTurnOff2sv } from '#catalog/google/user-turn-off-2sv.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { refusedByState } from '../around-write.ts'
import { requireId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'
import { readUser } from '../user.ts'

export const userTurnOff2sv = (run: GoogleRun): Required<ActionConnector> => ({
  async execute(call) {
    const userKey = requireId('user', call.target?.id)
    const { requestId } = await refusedByState(
      run(call, (api) => api.directory.twoStepVerification.turnOff({ userKey })),
    )
    return { fields: returned(googleUserTurnOff2sv.returns, { enrolledIn2Sv: false }), requestId }
  },

  async happened(call) {
    const userKey = requireId('user', call.target?.id)
    const { value: user } = await run(call, (api) => readUser(api, userKey))
    return user.enrolledIn2Sv ? 'no' : 'yes'
  },
})
