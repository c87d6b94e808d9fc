import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { line, named, scope, userTarget } from './fields.ts'

export const googleUserUpdateDepartment = defineAction({
  name: 'google.user.update_department',
  version: 1,
  platform: 'google',
  params: z.strictObject({ department: line(100, 'department') }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: {
    by: 'google.user.update_department',
    note: 'write the former department back',
    back: formerValues,
  },
  selfService: false,
  scopes: [scope('admin.directory.user')],
  adminRight: 'update users (USERS_UPDATE)',
  preconditions: [],
  events: ['CHANGE_USER_ORGANIZATION'],
  call: 'PUT /admin/directory/v1/users/{id} with organizations, the primary one’s department changed',
  readBack: 'GET /admin/directory/v1/users/{id} has the department',
  help: 'Change the department of a user. Policy and routing may hang on it.',
  returns: z.strictObject({ department: z.string() }),
  sentence: ({ target, params }) =>
    `change the department of ${named(target, 'the user')} to “${params.department}”`,
})
