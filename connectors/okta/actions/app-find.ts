import { oktaAppFind } from '#catalog/okta/app-find.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { toOktaApp } from '../apps.ts'
import { collect } from '../collect.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'

const HITS_MAX = 25

export const appFind = (run: OktaRun): ActionConnector => ({
  async execute(call) {
    const { name } = parsedParams(oktaAppFind.params, call.params)
    const { value, requestId } = await run(call, async (client) => {
      const pages = await client.applicationApi.listApplications({ q: name, limit: HITS_MAX })
      const hits = await collect(pages, HITS_MAX)
      return returned(oktaAppFind.returns, { apps: hits.map((hit) => toOktaApp(hit)) })
    })
    return { fields: value, requestId }
  },
})
