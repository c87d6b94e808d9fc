import { oktaUserListApps } from '#catalog/okta/user-list-apps.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { collect } from '../collect.ts'
import { requireOktaId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'

const APPS_MAX = 1_000

export const userListApps = (run: OktaRun): ActionConnector => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const { value, requestId } = await run(call, async (client) => {
      const links = await collect(await client.userApi.listAppLinks({ userId }), APPS_MAX)
      return returned(oktaUserListApps.returns, {
        // An application can have several tiles; it is one application.
        apps: [...new Map(links.map((link) => [link.appInstanceId, link])).values()].map((link) => ({
          id: link.appInstanceId ?? '',
          name: link.appName ?? 'unknown',
          label: link.label ?? 'unknown',
        })),
      })
    })
    return { fields: value, requestId }
  },
})
