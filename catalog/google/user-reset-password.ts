import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserResetPassword = defineAction({
  name: 'google.user.reset_password',
  version: 1,
  platform: 'google',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  handsOver: 'always',
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: [scope('admin.directory.user'), scope('admin.reports.audit.readonly')],
  adminRight:
    'reset passwords and force a change (USERS_RESET_PASSWORD, USERS_FORCE_PASSWORD_CHANGE); a super administrator’s only by a super administrator',
  preconditions: ['the password is owned by Google, not by another identity provider'],
  events: ['CHANGE_PASSWORD'],
  call: 'PUT /admin/directory/v1/users/{id} {password, changePasswordAtNextLogin: true}',
  readBack:
    'the admin log has CHANGE_PASSWORD since the intent; without it, it cannot be told. A password that was lost on the way is not readable again',
  help: 'Set a temporary password, given once to the recipient whom the approval names; the person must choose another at the next sign-in.',
  returns: z.strictObject({ mustChange: z.literal(true) }),
  sentence: ({ target }) =>
    `set a temporary Google password for ${named(target, 'the user')}, to be changed at the next sign-in; the old one stops working`,
})
