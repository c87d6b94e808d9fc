import { z } from 'zod'
import { formerValues } from '../back.ts'
import { defineAction } from '../define.ts'
import { named, text, userTarget } from './fields.ts'

export const microsoftMailboxSetAutomaticReplies = defineAction({
  name: 'microsoft.mailbox.set_automatic_replies',
  version: 1,
  platform: 'microsoft',
  params: z
    .strictObject({
      status: z.enum(['disabled', 'alwaysEnabled', 'scheduled']),
      audience: z
        .enum(['none', 'contactsOnly', 'all'])
        .describe('who outside gets the external text')
        .optional(),
      internal: text(4_000, 'reply to colleagues').optional(),
      external: text(4_000, 'reply to others').optional(),
      start: z.iso.datetime().describe('UTC; for `scheduled`').optional(),
      end: z.iso.datetime().describe('UTC; for `scheduled`').optional(),
    })
    .refine(
      ({ status, start, end }) =>
        status !== 'scheduled' || (start !== undefined && end !== undefined && start < end),
      '`scheduled` needs `start` before `end`',
    ),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: ['status'],
  settlesMs: 5_000,
  risk: 'medium',
  reversible: {
    by: 'microsoft.mailbox.set_automatic_replies',
    note: 'write the former settings back',
    back: formerValues,
  },
  selfService: true,
  scopes: ['MailboxSettings.ReadWrite'],
  adminRight: null,
  preconditions: ['it runs on the mailbox owner’s own delegation: Graph lets nobody else in'],
  events: [],
  call: 'PATCH /users/{id}/mailboxSettings {automaticRepliesSetting}',
  readBack: 'GET /users/{id}/mailboxSettings has every given value',
  help: 'Set or end the automatic replies of the person who asks. Only the owner’s own mailbox can be reached, with their own delegation.',
  returns: z.strictObject({ status: z.string() }),
  sentence: ({ target, params }) =>
    `set the automatic replies of ${named(target, 'the user')} to ${params.status}${params.audience === undefined ? '' : `, outside: ${params.audience}`}${params.start === undefined ? '' : `, ${params.start} to ${params.end}`}`,
})
