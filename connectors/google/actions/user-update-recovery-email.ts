import { googleUserUpdateRecoveryEmail } from '#catalog/google/user-update-recovery-email.ts'
import type { ActionConnector } from '#contract/connector.ts'
import type { GoogleRun } from '../run.ts'
import { updating } from '../updating.ts'

export const userUpdateRecoveryEmail = (run: GoogleRun): Required<ActionConnector> =>
  updating(run, {
    definition: googleUserUpdateRecoveryEmail,
    body: ({ params }) => ({ recoveryEmail: params.email ?? '' }),
    fields: ({ user }) => ({ recoveryEmail: user.recoveryEmail }),
    shows: ({ params, user }) => user.recoveryEmail === params.email,
  })
