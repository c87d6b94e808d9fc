import type { z } from 'zod'
import type { ActionConnector, ConnectorCall } from '#contract/connector.ts'
import { parsedParams } from './params.ts'
import { returned } from './returned.ts'
import type { GoogleApi, GoogleRun } from './run.ts'

/** A read: parsed parameters in, the fields of the definition's allow list out. */
export const reading = <Params extends z.ZodObject, Returns extends z.ZodType>(
  run: GoogleRun,
  definition: { params: Params; returns: Returns },
  read: (api: GoogleApi, params: z.output<Params>, call: ConnectorCall) => Promise<z.input<Returns>>,
): ActionConnector => ({
  async execute(call) {
    const params = parsedParams(definition.params, call.params)
    const { value, requestId } = await run(call, async (api) =>
      returned(definition.returns, await read(api, params, call)),
    )
    return { fields: value, requestId }
  },
})
