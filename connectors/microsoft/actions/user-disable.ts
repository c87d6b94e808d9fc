import { microsoftUserDisable } from '#catalog/microsoft/user-disable.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { accountEnabled } from '../account-enabled.ts'
import { returned } from '../answer.ts'
import type { MicrosoftRun } from '../run.ts'

export const userDisable = (run: MicrosoftRun): Required<ActionConnector> =>
  accountEnabled(run, false, () => returned(microsoftUserDisable.returns, { enabled: false }))
