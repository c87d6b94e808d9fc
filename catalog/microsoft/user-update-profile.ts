import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { line, named, userTarget } from './fields.ts'

export const microsoftUserUpdateProfile = defineAction({
  name: 'microsoft.user.update_profile',
  version: 1,
  platform: 'microsoft',
  params: z
    .strictObject({
      givenName: line(64, 'first name').optional(),
      surname: line(64, 'last name').optional(),
      displayName: line(256, 'name as it is shown').optional(),
      jobTitle: line(128, 'job title').optional(),
      officeLocation: line(128, 'office').optional(),
      preferredLanguage: z
        .string()
        .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
        .describe('language, such as `de` or `en-US`')
        .optional(),
      usageLocation: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .describe('country where services are used, two letters; licences need it')
        .optional(),
    })
    .refine((params) => Object.keys(params).length > 0, 'name at least one attribute'),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 10_000,
  risk: 'medium',
  reversible: {
    by: 'microsoft.user.update_profile',
    note: 'write the former values back',
    back: formerValues,
  },
  selfService: false,
  scopes: ['User.ReadWrite.All'],
  adminRight: 'user administrator; usageLocation also license administrator',
  preconditions: ['the account is mastered in Entra, not synchronised from a local directory'],
  events: ['Update user'],
  call: 'PATCH /users/{id} with the given attributes alone',
  readBack: 'GET /users/{id} has every given value',
  help: 'Change names, title, office, language or usage location of a user. Department, manager, mail and telephones have actions of their own.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change ${Object.entries(params)
      .map(([name, value]) => `${name} to “${value}”`)
      .join(', ')} of ${named(target, 'the user')}`,
})
