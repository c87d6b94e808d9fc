import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserSignOut = defineAction({
  name: 'google.user.sign_out',
  version: 1,
  platform: 'google',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: ['signedOut'],
  settlesMs: 5_000,
  risk: 'medium',
  reversible: null,
  selfService: true,
  scopes: [scope('admin.directory.user.security'), scope('admin.reports.audit.readonly')],
  adminRight: 'manage user security (USER_SECURITY_ALL)',
  preconditions: [],
  events: ['RESET_SIGNIN_COOKIES'],
  call: 'POST /admin/directory/v1/users/{id}/signOut',
  readBack: 'the admin log has RESET_SIGNIN_COOKIES since the intent; without it, it cannot be told',
  help: 'Sign a user out of all Google sessions on web and devices; they sign in again. Apps that were given access keep it.',
  returns: z.strictObject({ signedOut: z.literal(true) }),
  sentence: ({ target }) =>
    `sign ${named(target, 'the user')} out of all Google sessions; they sign in again`,
})
