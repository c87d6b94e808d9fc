import { microsoftDeviceReboot } from '#catalog/microsoft/device-reboot.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { deviceAction } from '../device-action.ts'
import type { MicrosoftRun } from '../run.ts'

export const deviceReboot = (run: MicrosoftRun): Required<ActionConnector> =>
  deviceAction(run, 'rebootNow', { fields: () => returned(microsoftDeviceReboot.returns, { ordered: true }) })
