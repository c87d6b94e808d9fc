import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserUnsuspend = defineAction({
  name: 'google.user.unsuspend',
  version: 1,
  platform: 'google',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: {
    by: 'google.user.suspend',
    note: 'sign-in is barred again',
    back: sameIf({ suspended: true }),
  },
  selfService: false,
  scopes: [scope('admin.directory.user')],
  adminRight: 'suspend users (USERS_SUSPEND)',
  preconditions: ['the account was not suspended by Google for abuse'],
  events: ['UNSUSPEND_USER'],
  call: 'PUT /admin/directory/v1/users/{id} {suspended: false}',
  readBack: 'GET /admin/directory/v1/users/{id} has suspended false',
  help: 'Lift the suspension of an account.',
  returns: z.strictObject({ status: z.string() }),
  sentence: ({ target }) => `lift the suspension of the Google account of ${named(target, 'the user')}`,
})
