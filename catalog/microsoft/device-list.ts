import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftDeviceList = defineAction({
  name: 'microsoft.device.list',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: ['devices'],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: true,
  scopes: ['DeviceManagementManagedDevices.Read.All'],
  adminRight: 'Intune administrator, global reader, or an Intune role that reads managed devices',
  preconditions: [],
  events: [],
  call: 'GET /users/{id}/managedDevices?$select=…',
  readBack: 'a read',
  help: 'List the managed devices of a user: name, system, compliance, last contact.',
  returns: z.strictObject({
    devices: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        system: z.string().nullable(),
        owner: z.string().nullable(),
        compliance: z.string().nullable(),
        lastSync: z.string().nullable(),
      }),
    ),
  }),
  sentence: ({ target }) => `list the managed devices of ${named(target, 'the user')}`,
})
