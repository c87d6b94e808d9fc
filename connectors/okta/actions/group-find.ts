import { oktaGroupFind } from '#catalog/okta/group-find.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { collect } from '../collect.ts'
import { contains } from '../filter.ts'
import { toOktaGroup } from '../groups.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'

const HITS_MAX = 25

export const groupFind = (run: OktaRun): ActionConnector => ({
  async execute(call) {
    const { name } = parsedParams(oktaGroupFind.params, call.params)
    const { value, requestId } = await run(call, async (client) => {
      const search = contains('profile.name', name)
      const hits = await collect(await client.groupApi.listGroups({ search, limit: HITS_MAX }), HITS_MAX)
      return returned(oktaGroupFind.returns, { groups: hits.map((hit) => toOktaGroup(hit)) })
    })
    return { fields: value, requestId }
  },
})
