import { googleDeviceList } from '#catalog/google/device-list.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { listDevicesOf } from '../devices.ts'
import { requireId } from '../ids.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'
import { readUser } from '../user.ts'

export const deviceList = (run: GoogleRun): ActionConnector =>
  reading(run, googleDeviceList, async (api, _params, call) => {
    const { email } = await readUser(api, requireId('user', call.target?.id))
    const devices = await listDevicesOf(api, email)
    return {
      devices: devices.map(({ id, model, os, status, lastSync }) => ({ id, model, os, status, lastSync })),
    }
  })
