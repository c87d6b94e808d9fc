import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleDeviceList = defineAction({
  name: 'google.device.list',
  version: 1,
  platform: 'google',
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
  selfService: false,
  scopes: [scope('admin.directory.device.mobile.readonly'), scope('admin.directory.user.readonly')],
  adminRight: 'manage mobile devices',
  preconditions: [],
  events: [],
  call: "GET /admin/directory/v1/customer/my_customer/devices/mobile?query=email:'…'",
  readBack: 'a read',
  help: 'List the mobile devices that sync a user’s account (personal ones; company-owned are not shown by this API).',
  returns: z.strictObject({
    devices: z.array(
      z.strictObject({
        id: z.string(),
        model: z.string().nullable(),
        os: z.string().nullable(),
        status: z.string(),
        lastSync: z.string().nullable(),
      }),
    ),
  }),
  sentence: ({ target }) => `list the mobile devices of ${named(target, 'the user')}`,
})
