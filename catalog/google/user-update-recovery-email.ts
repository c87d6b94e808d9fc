import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserUpdateRecoveryEmail = defineAction({
  name: 'google.user.update_recovery_email',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    email: z.email().max(320).nullable().describe('recovery address; null removes it'),
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
    by: 'google.user.update_recovery_email',
    note: 'write the former address back',
    back: formerValues,
  },
  selfService: false,
  scopes: [scope('admin.directory.user')],
  adminRight: 'update users (USERS_UPDATE)',
  preconditions: [],
  events: ['ADD_RECOVERY_EMAIL', 'CHANGE_RECOVERY_EMAIL', 'REMOVE_RECOVERY_EMAIL'],
  call: 'PUT /admin/directory/v1/users/{id} {recoveryEmail}',
  readBack: 'GET /admin/directory/v1/users/{id} has the address',
  help: 'Change or remove the address through which an account is recovered. Whoever holds it can take the account over.',
  returns: z.strictObject({ recoveryEmail: z.string().nullable() }),
  sentence: ({ target, params }) =>
    `${params.email === null ? 'remove the recovery address' : `change the recovery address to ${params.email}`} of ${named(target, 'the user')}`,
})
