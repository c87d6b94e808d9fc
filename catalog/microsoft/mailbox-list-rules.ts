import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, userTarget } from './fields.ts'

export const microsoftMailboxListRules = defineAction({
  name: 'microsoft.mailbox.list_rules',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({}),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: false,
  credential: false,
  disclosable: ['rules'],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: true,
  scopes: ['MailboxSettings.Read'],
  adminRight: null,
  preconditions: ['it runs on the mailbox owner’s own delegation: Graph lets nobody else in'],
  events: [],
  call: 'GET /users/{id}/mailFolders/inbox/messageRules',
  readBack: 'a read',
  help: 'List the inbox rules of the person who asks, and where they forward to. Only the owner’s own mailbox can be reached, with their own delegation.',
  returns: z.strictObject({
    rules: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string().nullable(),
        enabled: z.boolean(),
        forwardsTo: z.array(z.string()),
        deletes: z.boolean(),
      }),
    ),
  }),
  sentence: ({ target }) => `list the inbox rules of ${named(target, 'the user')}`,
})
