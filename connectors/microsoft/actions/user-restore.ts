import type { User as GraphUser } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftUserRestore } from '#catalog/microsoft/user-restore.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, read, returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { noneWhenMissing } from '../none-when-missing.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'
import { readUser } from '../user.ts'

const Restored = z.object({
  id: z.string(),
  userPrincipalName: z.string().nullish(),
} satisfies FieldsOf<GraphUser>)

export const userRestore = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await refusedByState(
      run(call, async ({ client }) =>
        read(Restored, await client.api(`/directory/deletedItems/${id}/restore`).post({})),
      ),
    )
    return {
      fields: returned(microsoftUserRestore.returns, { upn: value.userPrincipalName ?? null }),
      requestId,
    }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const user = await noneWhenMissing(run(call, (graph) => readUser(graph, id)))
    return user?.value.id === id ? 'yes' : 'no'
  },
})
