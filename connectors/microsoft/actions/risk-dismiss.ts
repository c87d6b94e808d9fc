import type { RiskyUser as GraphRiskyUser } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftRiskDismiss } from '#catalog/microsoft/risk-dismiss.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, read, returned } from '../answer.ts'
import { asked } from '../collect.ts'
import { requireGuid } from '../ids.ts'
import { noneWhenMissing } from '../none-when-missing.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'

const Risk = z.object({
  riskState: z.string(),
  isProcessing: z.boolean().nullish(),
} satisfies FieldsOf<GraphRiskyUser>)

export const riskDismiss = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { requestId } = await refusedByState(
      run(call, ({ client }) => client.api('/identityProtection/riskyUsers/dismiss').post({ userIds: [id] })),
    )
    return { fields: returned(microsoftRiskDismiss.returns, { dismissed: true }), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const found = await noneWhenMissing(
      run(call, async (graph) =>
        read(Risk, await asked(graph, { path: `identityProtection/riskyUsers/${id}` }).get()),
      ),
    )
    if (found === null || found.value.isProcessing === true) return 'cannot_tell'
    return found.value.riskState === 'dismissed' ? 'yes' : 'no'
  },
})
