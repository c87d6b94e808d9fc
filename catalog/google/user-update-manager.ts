import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, objectOf, scope, userId, userTarget } from './fields.ts'

export const googleUserUpdateManager = defineAction({
  name: 'google.user.update_manager',
  version: 1,
  platform: 'google',
  params: z.strictObject({ manager: userId('Google user id of the new manager') }),
  target: userTarget,
  targetType: 'user',
  objects: [{ param: 'manager', type: 'user', role: 'manager' }],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: { by: 'google.user.update_manager', note: 'name the former manager again', back: formerValues },
  selfService: false,
  scopes: [scope('admin.directory.user')],
  adminRight: 'update users (USERS_UPDATE)',
  preconditions: [],
  events: ['CHANGE_USER_RELATION'],
  call: 'PUT /admin/directory/v1/users/{id} with relations, the manager’s replaced',
  readBack: 'GET /admin/directory/v1/users/{id} has the manager’s address',
  help: 'Change who a user’s manager is. Approvals may be routed by it.',
  returns: z.strictObject({ manager: z.string() }),
  sentence: ({ target, objects }) =>
    `make ${named(objectOf(objects, 'manager'), 'unknown')} the manager of ${named(target, 'the user')}`,
})
