import { googleDeviceAction } from '#catalog/google/device-action.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { nullWhenNotFound } from '../around-write.ts'
import { readDevice } from '../devices.ts'
import { requireId } from '../ids.ts'
import { parsedParams } from '../params.ts'
import { returned } from '../returned.ts'
import type { GoogleRun } from '../run.ts'

const shown = { approve: /^approved$/i, block: /^blocked$/i } as const

export const deviceAction = (run: GoogleRun): Required<ActionConnector> => ({
  async execute(call) {
    const { action } = parsedParams(googleDeviceAction.params, call.params)
    const resourceId = requireId('mobile_device', call.target?.id)
    const { requestId } = await run(call, (api) =>
      api.directory.mobiledevices.action({ customerId: 'my_customer', resourceId, requestBody: { action } }),
    )
    return { fields: returned(googleDeviceAction.returns, { requested: action }), requestId }
  },

  /** Google only takes a request here: a wipe waits until the device is online, and a wiped one may be gone. */
  async happened(call) {
    const { action } = parsedParams(googleDeviceAction.params, call.params)
    const resourceId = requireId('mobile_device', call.target?.id)
    const device = await nullWhenNotFound(run(call, (api) => readDevice(api, resourceId)))
    if (device === null) return 'cannot_tell'
    const { status } = device.value
    if (action === 'approve' || action === 'block') return shown[action].test(status) ? 'yes' : 'no'
    return /wip/i.test(status) ? 'yes' : 'cannot_tell'
  },
})
