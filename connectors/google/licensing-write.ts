import type { z } from 'zod'
import type { ActionConnector, ConnectorCall } from '#contract/connector.ts'
import { beforeWrite, nullWhenNotFound } from './around-write.ts'
import { requireId } from './ids.ts'
import { type Licence, requireLicence } from './licences.ts'
import { parsedParams } from './params.ts'
import { returned } from './returned.ts'
import type { GoogleApi, GoogleRun } from './run.ts'
import { readUser } from './user.ts'

/** A licence given or taken; Google names people by their current primary address here, which is read first by the id. */
export function licensing<Params extends z.ZodObject<{ sku: z.ZodString }>, Returns extends z.ZodType>(
  run: GoogleRun,
  definition: { params: Params; returns: Returns },
  change: { write: (api: GoogleApi, licence: Licence, email: string) => Promise<void>; assigned: boolean },
): Required<ActionConnector> {
  const licenceOf = (call: ConnectorCall): Licence =>
    requireLicence(String(parsedParams(definition.params, call.params)['sku']))
  const addressOf = async (call: ConnectorCall): Promise<string> => {
    const userId = requireId('user', call.target?.id)
    return (await run(call, (api) => readUser(api, userId))).value.email
  }
  return {
    async execute(call) {
      const licence = licenceOf(call)
      const email = await beforeWrite(addressOf(call))
      const { requestId } = await run(call, (api) => change.write(api, licence, email))
      const fields = returned(definition.returns, { assigned: change.assigned } as z.input<Returns>)
      return { fields, requestId }
    },

    async happened(call) {
      const licence = licenceOf(call)
      const email = await addressOf(call)
      const found = await nullWhenNotFound(run(call, (api) => api.licensing.get(licence, email)))
      return (found !== null) === change.assigned ? 'yes' : 'no'
    },
  }
}
