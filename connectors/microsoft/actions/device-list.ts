import { microsoftDeviceList } from '#catalog/microsoft/device-list.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { returned } from '../answer.ts'
import { collect } from '../collect.ts'
import { Device, deviceFields } from '../device.ts'
import { requireGuid } from '../ids.ts'
import type { MicrosoftRun } from '../run.ts'

export const deviceList = (run: MicrosoftRun): ActionConnector => ({
  async execute(call) {
    const id = requireGuid(call.target?.id)
    const { value, requestId } = await run(call, async (graph) => {
      const devices = await collect(
        graph,
        { path: `users/${id}/managedDevices`, select: deviceFields },
        Device,
        200,
      )
      return returned(microsoftDeviceList.returns, {
        devices: devices.map((device) => ({
          id: device.id,
          name: device.deviceName,
          system:
            device.operatingSystem === null
              ? null
              : `${device.operatingSystem} ${device.osVersion ?? ''}`.trim(),
          owner: device.managedDeviceOwnerType,
          compliance: device.complianceState,
          lastSync: device.lastSyncDateTime,
        })),
      })
    })
    return { fields: value, requestId }
  },
})
