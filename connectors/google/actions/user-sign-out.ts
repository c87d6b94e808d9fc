import { googleUserSignOut } from '#catalog/google/user-sign-out.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { happenedByEvent } from '../events.ts'
import { requireId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'

export const userSignOut = (run: GoogleRun, clock: Clock): Required<ActionConnector> => ({
  async execute(call) {
    const userKey = requireId('user', call.target?.id)
    const { requestId } = await run(call, (api) => api.directory.users.signOut({ userKey }))
    return { fields: returned(googleUserSignOut.returns, { signedOut: true }), requestId }
  },

  happened: (call) => happenedByEvent(run, call, googleUserSignOut.events, clock),
})
