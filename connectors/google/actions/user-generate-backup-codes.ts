import { googleUserGenerateBackupCodes } from '#catalog/google/user-generate-backup-codes.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { afterWrite } from '../../after-write.ts'
import { refusedByState } from '../around-write.ts'
import { happenedByEvent } from '../events.ts'
import { requireId } from '../ids.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'

export const userGenerateBackupCodes = (run: GoogleRun, clock: Clock): Required<ActionConnector> => ({
  async execute(call) {
    const userKey = requireId('user', call.target?.id)
    const { requestId } = await refusedByState(
      run(call, (api) => api.directory.verificationCodes.generate({ userKey })),
    )
    // The call itself answers nothing.
    const { secret, fields } = await afterWrite('google', requestId, async () => {
      const { value } = await run(call, (api) => api.directory.verificationCodes.list({ userKey }))
      const codes = (value.data.items ?? []).flatMap(({ verificationCode }) => verificationCode ?? [])
      const counted = returned(googleUserGenerateBackupCodes.returns, { codes: codes.length })
      return { secret: codes.join('\n'), fields: counted }
    })
    return { fields, requestId, secret }
  },

  happened: (call) => happenedByEvent(run, call, googleUserGenerateBackupCodes.events, clock),
})
