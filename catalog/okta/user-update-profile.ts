import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { line, named, userTarget } from './fields.ts'

export const oktaUserUpdateProfile = defineAction({
  name: 'okta.user.update_profile',
  version: 1,
  platform: 'okta',
  params: z
    .strictObject({
      firstName: line(50, 'first name').optional(),
      lastName: line(50, 'last name').optional(),
      displayName: line(100, 'name as it is shown').optional(),
      nickName: line(100, 'nickname').optional(),
      title: line(100, 'job title').optional(),
      preferredLanguage: z
        .string()
        .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/)
        .describe('language tag, such as `de` or `pt-BR`')
        .optional(),
      timezone: z
        .string()
        .regex(/^[A-Za-z]+(\/[A-Za-z0-9_+-]+){0,2}$/)
        .describe('time zone, such as `Europe/Berlin`')
        .optional(),
    })
    .refine((params) => Object.keys(params).length > 0, 'name at least one attribute'),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 2_000,
  risk: 'medium',
  reversible: { by: 'okta.user.update_profile', note: 'write the former values back', back: formerValues },
  selfService: false,
  scopes: ['okta.users.manage'],
  adminRight: 'edit profiles (group, org or super administrator)',
  preconditions: ['the account is not deactivated', 'the attributes are owned by Okta, not by a directory'],
  events: ['user.account.update_profile'],
  call: 'POST /api/v1/users/{id} with the given attributes alone',
  readBack: 'GET /api/v1/users/{id} has every given value',
  help: 'Change names, title, language or time zone of a user. Login, e-mail, phone, manager and department have actions of their own.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change ${Object.entries(params)
      .map(([name, value]) => `${name} to “${value}”`)
      .join(', ')} of ${named(target, 'the user')}`,
})
