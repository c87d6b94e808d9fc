import { z } from 'zod'
import { defineAction } from '../define.ts'
import { deviceNamed, deviceTarget } from './fields.ts'

export const microsoftDeviceRetire = defineAction({
  name: 'microsoft.device.retire',
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
  risk: 'critical',
  reversible: null,
  selfService: false,
  scopes: [
    'DeviceManagementManagedDevices.PrivilegedOperations.All',
    'DeviceManagementManagedDevices.Read.All',
  ],
  adminRight: 'Intune or school administrator, or an Intune role with the remote task',
  preconditions: [],
  events: ['retire ManagedDevice'],
  call: 'POST /deviceManagement/managedDevices/{id}/retire',
  readBack: 'deviceActionResults of the device has retire since the intent',
  help: 'Take company data and management off a device; personal data stays.',
  returns: z.strictObject({ ordered: z.literal(true) }),
  sentence: ({ target }) =>
    `take company data and management off ${deviceNamed(target)}; cannot be taken back`,
})
