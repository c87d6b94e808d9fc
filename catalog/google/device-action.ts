import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope } from './fields.ts'

const deviceWords = {
  approve: 'approve',
  block: 'block',
  admin_account_wipe: 'remove the work account from (cannot be taken back)',
  admin_remote_wipe: 'erase everything on (cannot be taken back)',
} as const

export const googleDeviceAction = defineAction({
  name: 'google.device.action',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    action: z
      .enum(['approve', 'block', 'admin_account_wipe', 'admin_remote_wipe'])
      .describe('admin_account_wipe removes the work account; admin_remote_wipe erases the whole device'),
  }),
  target: { type: 'mobile_device', describe: 'Google resource id of the device, from google.device.list' },
  targetType: 'mobile_device',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'critical',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.device.mobile.action')],
  adminRight: 'manage mobile devices',
  preconditions: ['not being wiped'],
  events: ['ACTION_REQUESTED'],
  call: 'POST /admin/directory/v1/customer/my_customer/devices/mobile/{id}/action {action}',
  readBack:
    'GET /admin/directory/v1/customer/my_customer/devices/mobile/{id} has the status that the action leads to; a device that is gone cannot be told',
  help: 'Approve or block a mobile device, remove the work account from it, or erase all of it. Wipes are final.',
  returns: z.strictObject({ requested: z.string() }),
  sentence: ({ target, params }) =>
    `${deviceWords[params.action]} the mobile device ${target?.displayName ?? 'unknown'} of ${named(target, 'unknown')}`,
})
