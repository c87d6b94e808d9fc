import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { line, named, scope, userTarget } from './fields.ts'

export const googleUserUpdateProfile = defineAction({
  name: 'google.user.update_profile',
  version: 1,
  platform: 'google',
  params: z
    .strictObject({
      givenName: line(60, 'first name').optional(),
      familyName: line(60, 'last name').optional(),
      title: line(100, 'job title').optional(),
    })
    .refine((params) => Object.keys(params).length > 0, 'name at least one attribute'),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'medium',
  reversible: { by: 'google.user.update_profile', note: 'write the former values back', back: formerValues },
  selfService: false,
  scopes: [scope('admin.directory.user')],
  adminRight: 'rename and update users (USERS_ALIAS, USERS_UPDATE)',
  preconditions: [],
  events: ['CHANGE_FIRST_NAME', 'CHANGE_LAST_NAME', 'CHANGE_USER_ORGANIZATION'],
  call: 'PUT /admin/directory/v1/users/{id} with name, or with organizations and the primary one’s title changed',
  readBack: 'GET /admin/directory/v1/users/{id} has every given value',
  help: 'Change first name, last name or job title. Department, manager, phones, recovery, aliases and org unit have actions of their own.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change ${Object.entries(params)
      .map(([name, value]) => `${name} to “${value}”`)
      .join(', ')} of ${named(target, 'the user')}`,
})
