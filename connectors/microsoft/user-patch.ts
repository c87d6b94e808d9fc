import type { z } from 'zod'
import type { ActionConnector } from '#contract/connector.ts'
import { requireGuid } from './ids.ts'
import { parsedParams } from './params.ts'
import { refusedByState } from './refused-by-state.ts'
import type { MicrosoftRun } from './run.ts'
import { readUser, type User } from './user.ts'

/** What a PATCH may set, by Graph's names. */
export type UserChange = { [Field in keyof User]?: NonNullable<User[Field]> }

/** Sets attributes of a user by values that `changeOf` makes of the parameters. The same again changes nothing. */
export const userPatch = <Params extends z.ZodObject>(
  run: MicrosoftRun,
  params: Params,
  changeOf: (given: z.output<Params>) => UserChange,
  fields: (changed: string[]) => unknown,
): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const given = parsedParams(params, call.params)
    const change = changeOf(given)
    const { requestId } = await refusedByState(
      run(call, ({ client }) => client.api(`/users/${id}`).patch(change)),
    )
    return { fields: fields(Object.keys(given).sort()), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const change = changeOf(parsedParams(params, call.params))
    const { value: user } = await run(call, (graph) => readUser(graph, id))
    const stands = Object.entries(change).every(
      ([field, value]) => JSON.stringify(user[field as keyof User]) === JSON.stringify(value),
    )
    return stands ? 'yes' : 'no'
  },
})
