import { googleUserRevokeToken } from '#catalog/google/user-revoke-token.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireId } from '../ids.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'
import { listTokens } from '../tokens.ts'

export const userRevokeToken = (run: GoogleRun): Required<ActionConnector> => ({
  async execute(call) {
    const { client } = parsedParams(googleUserRevokeToken.params, call.params)
    const userKey = requireId('user', call.target?.id)
    const { requestId } = await run(call, (api) =>
      api.directory.tokens.delete({ userKey, clientId: requireId('app', client) }),
    )
    return { fields: returned(googleUserRevokeToken.returns, { revoked: true }), requestId }
  },

  async happened(call) {
    const { client } = parsedParams(googleUserRevokeToken.params, call.params)
    const userKey = requireId('user', call.target?.id)
    const { value: tokens } = await run(call, (api) => listTokens(api, userKey))
    return tokens.some(({ clientId }) => clientId === client) ? 'no' : 'yes'
  },
})
