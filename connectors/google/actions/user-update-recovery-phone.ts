import { googleUserUpdateRecoveryPhone } from '#catalog/google/user-update-recovery-phone.ts'
import type { ActionConnector } from '#contract/connector.ts'
import type { GoogleRun } from '../run.ts'
import { updating } from '../updating.ts'

export const userUpdateRecoveryPhone = (run: GoogleRun): Required<ActionConnector> =>
  updating(run, {
    definition: googleUserUpdateRecoveryPhone,
    body: ({ params }) => ({ recoveryPhone: params.phone ?? '' }),
    fields: ({ user }) => ({ recoveryPhone: user.recoveryPhone }),
    shows: ({ params, user }) => user.recoveryPhone === params.phone,
  })
