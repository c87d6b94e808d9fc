import type { ActionConnector } from '#contract/connector.ts'
import { requireGuid } from './ids.ts'
import { refusedByState } from './refused-by-state.ts'
import type { MicrosoftRun } from './run.ts'
import { readUser } from './user.ts'

/** Sign-in allowed or barred. The same again changes nothing, and Entra confirms it. */
export const accountEnabled = (
  run: MicrosoftRun,
  enabled: boolean,
  fields: () => unknown,
): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { requestId } = await refusedByState(
      run(call, ({ client }) => client.api(`/users/${id}`).patch({ accountEnabled: enabled })),
    )
    return { fields: fields(), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { value: user } = await run(call, (graph) => readUser(graph, id))
    if (user.accountEnabled === null) return 'cannot_tell'
    return user.accountEnabled === enabled ? 'yes' : 'no'
  },
})
