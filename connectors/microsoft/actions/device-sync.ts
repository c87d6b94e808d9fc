import { microsoftDeviceSync } from '#catalog/microsoft/device-sync.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { deviceAction } from '../device-action.ts'
import type { MicrosoftRun } from '../run.ts'

export const deviceSync = (run: MicrosoftRun): Required<ActionConnector> =>
  deviceAction(run, 'syncDevice', { fields: () => returned(microsoftDeviceSync.returns, { ordered: true }) })
