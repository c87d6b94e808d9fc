import { z } from 'zod'
import { defineAction } from '../define.ts'
import { deviceNamed, deviceTarget } from './fields.ts'

export const microsoftDeviceReboot = defineAction({
  name: 'microsoft.device.reboot',
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
  risk: 'medium',
  reversible: null,
  selfService: false,
  scopes: [
    'DeviceManagementManagedDevices.PrivilegedOperations.All',
    'DeviceManagementManagedDevices.Read.All',
  ],
  adminRight: 'Intune administrator, or an Intune role with the remote task',
  preconditions: [],
  events: ['rebootNow ManagedDevice'],
  call: 'POST /deviceManagement/managedDevices/{id}/rebootNow',
  readBack: 'deviceActionResults of the device has rebootNow since the intent',
  help: 'Restart a device. Unsaved work on it is lost.',
  returns: z.strictObject({ ordered: z.literal(true) }),
  sentence: ({ target }) => `restart ${deviceNamed(target)}; unsaved work is lost`,
})
