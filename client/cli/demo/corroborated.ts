import { z } from 'zod'
import type { Stage } from './stage.ts'

const Steps = z.looseObject({
  steps: z.array(
    z.looseObject({
      action: z.string(),
      ledger: z.looseObject({ platformEventId: z.string().nullable() }).nullable(),
    }),
  ),
})

/** Whether the id of the platform's own audit entry stands beside the step that did this. */
export async function corroborated(stage: Stage, request: string, action: string): Promise<boolean> {
  const client = await stage.as(stage.person('approver'))
  const { steps } = await client.get(`/api/requests/${request}`, Steps)
  const done = steps.find((step) => step.action === action)
  return (done?.ledger?.platformEventId ?? null) !== null
}
