import { microsoftGroupFind } from '#catalog/microsoft/group-find.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { collect } from '../collect.ts'
import { Group, groupFields, kindOf } from '../group.ts'
import { literal } from '../odata.ts'
import { parsedParams } from '../params.ts'
import type { MicrosoftRun } from '../run.ts'

const HITS_MAX = 50

export const groupFind = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const { name } = parsedParams(microsoftGroupFind.params, call.params)
    const { value, requestId } = await run(call, async (graph) => {
      const groups = await collect(
        graph,
        {
          path: 'groups',
          filter: `startswith(displayName,${literal(name)})`,
          select: groupFields,
          top: HITS_MAX,
        },
        Group,
        HITS_MAX,
      )
      return returned(microsoftGroupFind.returns, {
        groups: groups.map((group) => ({
          id: group.id,
          name: group.displayName,
          kind: kindOf(group),
          dynamic: group.groupTypes.includes('DynamicMembership'),
          roleAssignable: group.isAssignableToRole === true,
          synchronised: group.onPremisesSyncEnabled === true,
        })),
      })
    })
    return { fields: value, requestId }
  },
})
