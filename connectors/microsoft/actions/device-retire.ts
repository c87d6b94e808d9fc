import { microsoftDeviceRetire } from '#catalog/microsoft/device-retire.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { deviceAction } from '../device-action.ts'
import type { MicrosoftRun } from '../run.ts'

export const deviceRetire = (run: MicrosoftRun): Required<ActionConnector> =>
  deviceAction(run, 'retire', { fields: () => returned(microsoftDeviceRetire.returns, { ordered: true }) })
