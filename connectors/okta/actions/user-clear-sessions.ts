import { oktaUserClearSessions } from '#catalog/okta/user-clear-sessions.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { seenInLog } from '../seen-in-log.ts'

export const userClearSessions = (run: OktaRun, clock: Clock): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    // forgetDevices is said, since its default differs between Okta's two engines; oauthTokens would end Dex's own.
    const { requestId } = await run(call, (client) =>
      client.userApi.revokeUserSessions({ userId, oauthTokens: false, forgetDevices: false }),
    )
    return { fields: returned(oktaUserClearSessions.returns, { cleared: true }), requestId }
  },

  /** No state can be read, the event alone; without it, or without the right to read the log, it cannot be told. */
  async happened(call) {
    const event = { types: oktaUserClearSessions.events, targetId: requireOktaId(call.target?.id) }
    return (await seenInLog(run, call, event, clock)) === true ? 'yes' : 'cannot_tell'
  },
})
