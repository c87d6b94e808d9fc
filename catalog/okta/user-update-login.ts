import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { address, named, userTarget } from './fields.ts'

export const oktaUserUpdateLogin = defineAction({
  name: 'okta.user.update_login',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ login: address('the new login') }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: { by: 'okta.user.update_login', note: 'write the former value back', back: formerValues },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'edit profiles (group, org or super administrator)',
  preconditions: [
    'the account is not deactivated',
    'the attribute is owned by Okta, not by a directory',
    'nobody else has this login',
  ],
  events: ['user.account.update_profile'],
  call: 'POST /api/v1/users/{id} with profile.login alone',
  readBack: 'GET /api/v1/users/{id} has the given value',
  help: 'Change the name that a user signs in with. The old one stops working at once.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change the login of ${named(target, 'the user')} to ${params.login}; the old one stops working`,
})
