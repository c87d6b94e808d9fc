import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftMailboxGetSettings = defineAction({
  name: 'microsoft.mailbox.get_settings',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: ['automaticReplies', 'timeZone', 'language'],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: true,
  scopes: ['MailboxSettings.Read'],
  adminRight: null,
  preconditions: ['it runs on the mailbox owner’s own delegation: Graph lets nobody else in'],
  events: [],
  call: 'GET /users/{id}/mailboxSettings',
  readBack: 'a read',
  help: 'Look at the mailbox settings of the person who asks: automatic replies, time zone, language. Only the owner’s own mailbox can be reached, with their own delegation.',
  returns: z.strictObject({
    timeZone: z.string().nullable(),
    language: z.string().nullable(),
    automaticReplies: z.strictObject({
      status: z.string(),
      audience: z.string(),
      internal: z.string(),
      external: z.string(),
      start: z.string().nullable(),
      end: z.string().nullable(),
    }),
  }),
  sentence: ({ target }) => `look at the mailbox settings of ${named(target, 'the user')}`,
})
