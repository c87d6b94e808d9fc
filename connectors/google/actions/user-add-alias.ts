import { googleUserAddAlias } from '#catalog/google/user-add-alias.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { requireId } from '../ids.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'

export const userAddAlias = (run: GoogleRun): Required<ActionConnector> => ({
  async execute(call) {
    const { alias } = parsedParams(googleUserAddAlias.params, call.params)
    const userKey = requireId('user', call.target?.id)
    const { value, requestId } = await run(call, async (api) => {
      const { data } = await api.directory.users.aliases.insert({ userKey, requestBody: { alias } })
      return returned(googleUserAddAlias.returns, { alias: data.alias ?? '' })
    })
    return { fields: value, requestId }
  },

  async happened(call) {
    const { alias } = parsedParams(googleUserAddAlias.params, call.params)
    const userKey = requireId('user', call.target?.id)
    const { value } = await run(call, (api) => api.directory.users.aliases.list({ userKey }))
    const aliases: { alias?: unknown }[] = value.data.aliases ?? []
    return aliases.some((each) => String(each.alias).toLowerCase() === alias.toLowerCase()) ? 'yes' : 'no'
  },
})
