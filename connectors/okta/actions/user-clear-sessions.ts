import { oktaUserClearSessions } from '#catalog/okta/user-clear-sessions.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { listEvents } from '../events.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaDeps, OktaRun } from '../run.ts'

export const userClearSessions = (run: OktaRun, clock: OktaDeps['clock']): Required<ActionConnector> => ({
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
    const targetId = requireOktaId(call.target?.id)
    const query = { types: oktaUserClearSessions.events, targetId, since: call.since }
    try {
      const { value: events } = await run(call, (client) => listEvents(client, query, clock))
      return events.length > 0 ? 'yes' : 'cannot_tell'
    } catch (error) {
      if (isDexError(error, 'platform_forbidden')) return 'cannot_tell'
      throw error
    }
  },
})
