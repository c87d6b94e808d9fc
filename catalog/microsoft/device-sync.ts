import { z } from 'zod'
import { defineAction } from '../define.ts'
import { deviceNamed, deviceTarget } from './fields.ts'

export const microsoftDeviceSync = defineAction({
  name: 'microsoft.device.sync',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: deviceTarget,
  targetType: 'device',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 30_000,
  risk: 'low',
  reversible: null,
  selfService: false,
  scopes: [
    'DeviceManagementManagedDevices.PrivilegedOperations.All',
    'DeviceManagementManagedDevices.Read.All',
  ],
  adminRight: 'Intune administrator, or an Intune role with the remote task',
  preconditions: [],
  events: ['syncDevice ManagedDevice'],
  call: 'POST /deviceManagement/managedDevices/{id}/syncDevice',
  readBack: 'deviceActionResults of the device has syncDevice since the intent',
  help: 'Ask a device to check in with Intune now and apply what waits for it.',
  returns: z.strictObject({ ordered: z.literal(true) }),
  sentence: ({ target }) => `ask ${deviceNamed(target)} to synchronise with Intune`,
})
