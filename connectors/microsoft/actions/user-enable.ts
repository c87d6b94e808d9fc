import { microsoftUserEnable } from '#catalog/microsoft/user-enable.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { accountEnabled } from '../account-enabled.ts'
import { returned } from '../answer.ts'
import type { MicrosoftRun } from '../run.ts'

export const userEnable = (run: MicrosoftRun): Required<ActionConnector> =>
  accountEnabled(run, true, () => returned(microsoftUserEnable.returns, { enabled: true }))
