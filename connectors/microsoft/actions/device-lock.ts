import { microsoftDeviceLock } from '#catalog/microsoft/device-lock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { deviceAction } from '../device-action.ts'
import type { MicrosoftRun } from '../run.ts'

export const deviceLock = (run: MicrosoftRun): Required<ActionConnector> =>
  deviceAction(run, 'remoteLock', { fields: () => returned(microsoftDeviceLock.returns, { ordered: true }) })
