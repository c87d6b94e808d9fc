import { z } from 'zod'
import { defineAction } from '../define.ts'
import { deviceNamed, deviceTarget } from './fields.ts'

export const microsoftDeviceWipe = defineAction({
  name: 'microsoft.device.wipe',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({
    keepUserData: z.boolean().describe('Windows: keep user accounts and their data').optional(),
    keepEnrollment: z.boolean().describe('Windows: stay enrolled').optional(),
  }),
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
  adminRight: 'Intune administrator, or an Intune role with the remote task',
  preconditions: [],
  events: ['wipe ManagedDevice'],
  call: 'POST /deviceManagement/managedDevices/{id}/wipe {keepEnrollmentData, keepUserData}',
  readBack: 'deviceActionResults of the device has wipe since the intent',
  help: 'Reset a device to factory settings: everything on it is deleted unless kept by a parameter.',
  returns: z.strictObject({ ordered: z.literal(true) }),
  sentence: ({ target, params }) =>
    `reset ${deviceNamed(target)} to factory settings${params.keepUserData === true ? ', user data kept' : '; everything on it is deleted'}${params.keepEnrollment === true ? ', enrolment kept' : ''}; cannot be taken back`,
})
