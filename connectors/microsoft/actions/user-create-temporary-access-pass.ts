import type { TemporaryAccessPassAuthenticationMethod as GraphTemporaryAccessPassAuthenticationMethod } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { microsoftUserCreateTemporaryAccessPass } from '#catalog/microsoft/user-create-temporary-access-pass.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { type FieldsOf, read, returned } from '../answer.ts'
import { requireGuid } from '../ids.ts'
import { listMethods } from '../methods.ts'
import { parsedParams } from '../params.ts'
import { refusedByState } from '../refused-by-state.ts'
import type { MicrosoftRun } from '../run.ts'
import { happenedSince } from '../since.ts'

const Pass = z.object({
  id: z.string(),
  // In this answer alone; null ever after.
  temporaryAccessPass: z.string().min(1),
  startDateTime: z.string().nullish(),
  lifetimeInMinutes: z.int(),
  isUsableOnce: z.boolean(),
} satisfies FieldsOf<GraphTemporaryAccessPassAuthenticationMethod>)

export const userCreateTemporaryAccessPass = (run: MicrosoftRun): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { minutes, once } = parsedParams(microsoftUserCreateTemporaryAccessPass.params, call.params)
    const { value: pass, requestId } = await refusedByState(
      run(call, async ({ client }) =>
        read(
          Pass,
          await client
            .api(`/users/${id}/authentication/temporaryAccessPassMethods`)
            .post({ lifetimeInMinutes: minutes, isUsableOnce: once }),
        ),
      ),
    )
    return {
      secret: pass.temporaryAccessPass,
      fields: returned(microsoftUserCreateTemporaryAccessPass.returns, {
        method: pass.id,
        startsAt: pass.startDateTime ?? null,
        minutes: pass.lifetimeInMinutes,
        once: pass.isUsableOnce,
      }),
      requestId,
    }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { value: methods } = await run(call, (graph) => listMethods(graph, id))
    const pass = methods.find((method) => method.type === 'temporaryAccessPass')
    return pass === undefined ? 'no' : happenedSince(pass.created, call.since)
  },
})
