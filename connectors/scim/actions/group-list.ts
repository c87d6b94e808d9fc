import { scimGroupList } from '#catalog/scim/group-list.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { DexError } from '#contract/error.ts'
import { listOf, ScimGroup } from '../resources.ts'
import type { ScimWire } from '../wire.ts'

const GROUPS_MAX = 500
const PAGE = 100

export const groupList = (wire: ScimWire): ActionConnector => ({
  async execute(call) {
    const groups: { id: string; name: string }[] = []
    for (;;) {
      // RFC 7644, 3.4.2.4: the first is 1.
      const query = {
        attributes: 'displayName',
        startIndex: String(groups.length + 1),
        count: String(PAGE),
      }
      const { value, requestId } = await wire(call, { path: ['Groups'], query }, listOf(ScimGroup))
      // A list that is cut without saying so is a wrong fact.
      if (value.totalResults > GROUPS_MAX)
        throw new DexError('platform_invalid', `the directory lists more than ${GROUPS_MAX}`)
      groups.push(...value.Resources.map(({ id, name }) => ({ id, name })))
      if (groups.length >= value.totalResults || value.Resources.length === 0)
        return { fields: scimGroupList.returns.parse({ groups }), requestId }
    }
  },
})
