import { googleUserUnsuspend } from '#catalog/google/user-unsuspend.ts'
import type { ActionConnector } from '#contract/connector.ts'
import type { GoogleRun } from '../run.ts'
import { updating } from '../updating.ts'

export const userUnsuspend = (run: GoogleRun): Required<ActionConnector> =>
  updating(run, {
    definition: googleUserUnsuspend,
    body: () => ({ suspended: false }),
    fields: ({ user }) => ({ status: user.status }),
    shows: ({ user }) => user.raw.suspended === false,
  })
