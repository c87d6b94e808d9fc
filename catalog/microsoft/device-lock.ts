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
  preconditions: ['the device runs macOS, iOS or Android: Windows computers are not locked from afar'],
  events: ['remoteLock ManagedDevice'],
  call: 'POST /deviceManagement/managedDevices/{id}/remoteLock',
  readBack: 'deviceActionResults of the device has remoteLock since the intent',
  help: 'Lock the screen of a lost or unattended device; not possible on Windows.',
  returns: z.strictObject({ ordered: z.literal(true) }),
  sentence: ({ target }) => `lock ${deviceNamed(target)}`,
})
