import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const oktaUserUpdatePhone = defineAction({
  name: 'okta.user.update_phone',
  version: 1,
  platform: 'okta',
  params: z.strictObject({
    phone: z
      .string()
      .regex(/^\+[1-9][0-9]{6,14}$/)
      .describe('mobile number as E.164, such as +4915112345678'),
  }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'high',
  reversible: { by: 'okta.user.update_phone', note: 'write the former value back', back: formerValues },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'edit profiles (group, org or super administrator)',
  preconditions: ['the account is not deactivated', 'the attribute is owned by Okta, not by a directory'],
  events: ['user.account.update_profile'],
  call: 'POST /api/v1/users/{id} with profile.mobilePhone alone',
  readBack: 'GET /api/v1/users/{id} has the given value',
  help: 'Change the mobile phone number in a user’s profile. It does not enrol a factor; recovery by SMS may use it.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change the mobile phone number of ${named(target, 'the user')} to ${params.phone}; recovery by SMS may use it`,
})
