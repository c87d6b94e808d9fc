import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserUpdateRecoveryPhone = defineAction({
  name: 'google.user.update_recovery_phone',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    phone: z.e164().nullable().describe('recovery phone in international form; null removes it'),
  }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'critical',
  reversible: {
    by: 'google.user.update_recovery_phone',
    note: 'write the former number back',
    back: formerValues,
  },
  selfService: false,
  scopes: [scope('admin.directory.user')],
  adminRight: 'update users (USERS_UPDATE)',
  preconditions: [],
  events: ['ADD_RECOVERY_PHONE', 'CHANGE_RECOVERY_PHONE', 'REMOVE_RECOVERY_PHONE'],
  call: 'PUT /admin/directory/v1/users/{id} {recoveryPhone}',
  readBack: 'GET /admin/directory/v1/users/{id} has the number',
  help: 'Change or remove the phone through which an account is recovered. Whoever holds it can take the account over.',
  returns: z.strictObject({ recoveryPhone: z.string().nullable() }),
  sentence: ({ target, params }) =>
    `${params.phone === null ? 'remove the recovery phone' : `change the recovery phone to ${params.phone}`} of ${named(target, 'the user')}`,
})
