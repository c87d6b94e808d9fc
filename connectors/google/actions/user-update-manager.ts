import { googleUserUpdateManager } from '#catalog/google/user-update-manager.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { withType } from '../entries.ts'
import { requireId } from '../ids.ts'
import type { GoogleRun } from '../run.ts'
import { updating } from '../updating.ts'
import { readUser } from '../user.ts'

export const userUpdateManager = (run: GoogleRun): Required<ActionConnector> =>
  updating(run, {
    definition: googleUserUpdateManager,
    // The id is what was decided on; Google keeps the manager by address.
    body: async ({ api, params, user }) => {
      const { email } = await readUser(api, requireId('user', params.manager))
      return { relations: withType(user.raw.relations, 'manager', { value: email }) }
    },
    fields: ({ params }) => ({ manager: params.manager }),
    shows: async ({ api, params, user }) =>
      user.manager === (await readUser(api, requireId('user', params.manager))).email,
  })
