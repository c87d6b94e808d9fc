import { microsoftDeviceWipe } from '#catalog/microsoft/device-wipe.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { deviceAction } from '../device-action.ts'
import { parsedParams } from '../params.ts'
import type { MicrosoftRun } from '../run.ts'

export const deviceWipe = (run: MicrosoftRun): Required<ActionConnector> =>
  deviceAction(run, 'wipe', {
    body: (params) => {
      const { keepUserData, keepEnrollment } = parsedParams(microsoftDeviceWipe.params, params)
      // Said, both: what is left out is the platform's to choose.
      return { keepUserData: keepUserData === true, keepEnrollmentData: keepEnrollment === true }
    },
    fields: () => returned(microsoftDeviceWipe.returns, { ordered: true }),
  })
