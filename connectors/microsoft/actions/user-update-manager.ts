import type { User as GraphUser } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftUserUpdateManager } from '#catalog/microsoft/user-update-manager.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, read, returned } from '../answer.ts'
import { asked } from '../collect.ts'
import { requireGuid } from '../ids.ts'
import { noneWhenMissing } from '../none-when-missing.ts'
import { parsedParams } from '../params.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'

const Manager = z.object({ id: z.string() } satisfies FieldsOf<GraphUser>)

export const userUpdateManager = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { manager } = parsedParams(microsoftUserUpdateManager.params, call.params)
    const { requestId } = await refusedByState(
      run(call, ({ client, origin }) =>
        client.api(`/users/${id}/manager/$ref`).put({ '@odata.id': `${origin}/v1.0/users/${manager}` }),
      ),
    )
    return { fields: returned(microsoftUserUpdateManager.returns, { changed: ['manager'] }), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { manager } = parsedParams(microsoftUserUpdateManager.params, call.params)
    const found = await noneWhenMissing(
      run(call, async (graph) =>
        read(Manager, await asked(graph, { path: `users/${id}/manager`, select: ['id'] }).get()),
      ),
    )
    return found?.value.id === manager ? 'yes' : 'no'
  },
})
