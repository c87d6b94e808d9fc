import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { address, named, userTarget } from './fields.ts'

export const microsoftUserUpdateMail = defineAction({
  name: 'microsoft.user.update_mail',
  version: 1,
  platform: 'microsoft',
  params: z
    .strictObject({
      mail: address('the new primary e-mail address').optional(),
      otherMails: z
        .array(address('a further address'))
        .max(10)
        .describe('all further addresses, recovery included')
        .optional(),
    })
    .refine((params) => Object.keys(params).length > 0, 'name at least one attribute'),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  disclosable: [],
  settlesMs: 10_000,
  risk: 'high',
  reversible: { by: 'microsoft.user.update_mail', note: 'write the former values back', back: formerValues },
  selfService: false,
  scopes: ['User-Mail.ReadWrite.All', 'User.ReadWrite.All'],
  adminRight:
    'user, authentication or privileged authentication administrator; the target’s own roles decide which',
  preconditions: ['the account is mastered in Entra, not synchronised from a local directory'],
  events: ['Update user'],
  call: 'PATCH /users/{id} {mail, otherMails}',
  readBack: 'GET /users/{id} has the given addresses',
  help: 'Change the e-mail address or the further addresses of a user. Recovery and sign-in may go by them.',
  returns: z.strictObject({ changed: z.array(z.string()) }),
  sentence: ({ target, params }) =>
    `change ${[
      ...(params.mail === undefined ? [] : [`the e-mail address to ${params.mail}`]),
      ...(params.otherMails === undefined
        ? []
        : [`the further addresses to ${params.otherMails.join(', ') || 'none'}`]),
    ].join(' and ')} of ${named(target, 'the user')}`,
})
