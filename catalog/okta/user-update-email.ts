import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { address, named, userTarget } from './fields.ts'

export const oktaUserUpdateEmail = defineAction({
  name: 'okta.user.update_email',
  version: 1,
  platform: 'okta',
  params: z.strictObject({ email: address('the new primary e-mail address') }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: { by: 'okta.user.update_email', note: 'write the former value back', back: formerValues },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'edit profiles (group, org or super administrator)',
  preconditions: ['the account is not deactivated', 'the attribute is owned by Okta, not by a directory'],
  events: ['user.account.update_profile', 'user.account.update_primary_email'],
  call: 'POST /api/v1/users/{id} with profile.email alone',
  readBack: 'GET /api/v1/users/{id} has the given value',
  help: 'Change the primary e-mail address of a user. Links to reset a password go there from then on.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change the primary e-mail address of ${named(target, 'the user')} to ${params.email}; password links go there from then on`,
})
