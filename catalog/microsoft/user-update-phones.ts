import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, phone, userTarget } from './fields.ts'

export const microsoftUserUpdatePhones = defineAction({
  name: 'microsoft.user.update_phones',
  version: 1,
  platform: 'microsoft',
  params: z
    .strictObject({
      mobile: phone('mobile number, such as +49 151 2345678; leave out to keep').optional(),
      business: phone('business number; leave out to keep').optional(),
    })
    .refine((params) => Object.keys(params).length > 0, 'name at least one number'),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  disclosable: [],
  settlesMs: 10_000,
  risk: 'high',
  reversible: {
    by: 'microsoft.user.update_phones',
    note: 'write the former values back',
    back: formerValues,
  },
  selfService: false,
  scopes: ['User-Phone.ReadWrite.All', 'User.Read.All'],
  adminRight:
    'user, authentication or privileged authentication administrator; the target’s own roles decide which',
  preconditions: ['the account is mastered in Entra, not synchronised from a local directory'],
  events: ['Update user'],
  call: 'PATCH /users/{id} {mobilePhone, businessPhones}',
  readBack: 'GET /users/{id} has the given numbers',
  help: 'Change the mobile or business number of a user. Recovery may go by them; sign-in methods stay as they are.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change ${Object.entries(params)
      .map(([name, value]) => `the ${name} number to ${value}`)
      .join(' and ')} of ${named(target, 'the user')}`,
})
