import { googleUserSuspend } from '#catalog/google/user-suspend.ts'
import type { ActionConnector } from '#contract/connector.ts'
import type { GoogleRun } from '../run.ts'
import { updating } from '../updating.ts'

export const userSuspend = (run: GoogleRun): Required<ActionConnector> =>
  updating(run, {
    definition: googleUserSuspend,
    body: () => ({ suspended: true }),
    fields: ({ user }) => ({ status: user.status }),
    shows: ({ user }) => user.raw.suspended === true,
  })
