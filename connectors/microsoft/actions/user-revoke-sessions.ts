import { microsoftUserRevokeSessions } from '#catalog/microsoft/user-revoke-sessions.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import type { MicrosoftRun } from '../run.ts'
import { happenedSince } from '../since.ts'
import { readUser } from '../user.ts'

export const userRevokeSessions = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { requestId } = await run(call, ({ client }) =>
      client.api(`/users/${id}/revokeSignInSessions`).post({}),
    )
    return { fields: returned(microsoftUserRevokeSessions.returns, { revoked: true }), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { value: user } = await run(call, (graph) => readUser(graph, id))
    return happenedSince(user.signInSessionsValidFromDateTime, call.since)
  },
})
