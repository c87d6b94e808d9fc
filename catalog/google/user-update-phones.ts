import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, scope, userTarget } from './fields.ts'

export const googleUserUpdatePhones = defineAction({
  name: 'google.user.update_phones',
  version: 1,
  platform: 'google',
  params: z.strictObject({
    type: z.enum(['work', 'mobile']).describe('which phone'),
    number: z.e164().nullable().describe('in international form, such as +4930123456; null removes it'),
  }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: { by: 'google.user.update_phones', note: 'write the former number back', back: formerValues },
  selfService: false,
  scopes: [scope('admin.directory.user')],
  adminRight: 'update users (USERS_UPDATE)',
  preconditions: [],
  events: ['CHANGE_USER_PHONE_NUMBER'],
  call: 'PUT /admin/directory/v1/users/{id} with phones, the one of this type replaced',
  readBack: 'GET /admin/directory/v1/users/{id} has the number under this type',
  help: 'Change or remove the work or mobile phone number in a user’s profile (not the recovery phone).',
  returns: z.strictObject({ type: z.string(), number: z.string().nullable() }),
  sentence: ({ target, params }) =>
    `${params.number === null ? `remove the ${params.type} phone` : `change the ${params.type} phone to ${params.number}`} of ${named(target, 'the user')}`,
})
