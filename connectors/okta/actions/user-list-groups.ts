import { oktaUserListGroups } from '#catalog/okta/user-list-groups.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { listGroups } from '../groups.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'

export const userListGroups = (run: OktaRun): ActionConnector => ({
  async execute(call) {
    const { value, requestId } = await run(call, async (client) =>
      returned(oktaUserListGroups.returns, {
        groups: (await listGroups(client, requireOktaId(call.target?.id))).map(({ id, name, type }) => ({
          id,
          name,
          type,
        })),
      }),
    )
    return { fields: value, requestId }
  },
})
