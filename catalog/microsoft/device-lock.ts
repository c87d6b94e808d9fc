import { z } from 'zod'
import { defineAction } from '../define.ts'
import { deviceNamed, deviceTarget } from './fields.ts'

export const microsoftDeviceLock = defineAction({
  name: 'microsoft.device.lock',
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
  preconditions: ['the system supports it'],
  events: ['remoteLock ManagedDevice'],
  call: 'POST /deviceManagement/managedDevices/{id}/remoteLock',
  readBack: 'deviceActionResults of the device has remoteLock since the intent',
  help: 'Lock the screen of a lost or unattended device.',
  returns: z.strictObject({ ordered: z.literal(true) }),
  sentence: ({ target }) => `lock ${deviceNamed(target)}`,
})
