import { z } from 'zod'
import { sameIf } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserSuspend = defineAction({
  name: 'google.user.suspend',
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
    by: 'google.user.unsuspend',
    note: 'sessions and Dex’s own grants of this person have ended',
    back: sameIf({ suspended: false }),
  },
  selfService: false,
  scopes: [scope('admin.directory.user')],
  adminRight: 'suspend users (USERS_SUSPEND)',
  preconditions: ['the account is not deleted'],
  events: ['SUSPEND_USER'],
  call: 'PUT /admin/directory/v1/users/{id} {suspended: true}',
  readBack: 'GET /admin/directory/v1/users/{id} has suspended true',
  help: 'Suspend an account: no sign-in and no new mail until it is restored; data and groups are kept.',
  returns: z.strictObject({ status: z.string() }),
  sentence: ({ target }) =>
    `suspend the Google account of ${named(target, 'the user')}; no sign-in until it is restored`,
})
