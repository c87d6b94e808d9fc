import type { ActionConnector } from '#contract/connector.ts'
import { readDevice } from './device.ts'
import { requireGuid } from './ids.ts'
import { refusedByState } from './refused-by-state.ts'
import type { MicrosoftRun } from './run.ts'
import { happenedSince } from './since.ts'

export type DeviceActionName = 'syncDevice' | 'rebootNow' | 'remoteLock' | 'retire' | 'wipe'

/**
 * A remote action: Intune takes the order, the device does it when it next checks in. Read back from the device's own list
 * of orders; one of another name since ours leaves it untold, since Intune does not document how it spells them.
 */
export const deviceAction = (
  run: MicrosoftRun,
  name: DeviceActionName,
  options: { body?: (params: Record<string, unknown>) => Record<string, unknown>; fields: () => unknown },
): Required<ActionConnector> => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const body = options.body?.(call.params) ?? {}
    const { requestId } = await refusedByState(
      run(call, ({ client }) => client.api(`/deviceManagement/managedDevices/${id}/${name}`).post(body)),
    )
    return { fields: options.fields(), requestId }
  },

  async happened(call) {
    const id = requireGuid(call.target?.id)
    const { value: device } = await run(call, (graph) => readDevice(graph, id))
    const orders = device.deviceActionResults.map((result) => ({
      ours: result.actionName?.toLowerCase() === name.toLowerCase(),
      since: happenedSince(result.startDateTime, call.since),
    }))
    if (orders.some((order) => order.ours && order.since === 'yes')) return 'yes'
    return orders.some((order) => order.since !== 'no') ? 'cannot_tell' : 'no'
  },
})
