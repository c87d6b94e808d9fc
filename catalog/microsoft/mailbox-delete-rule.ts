import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, opaqueId, userTarget } from './fields.ts'

export const microsoftMailboxDeleteRule = defineAction({
  name: 'microsoft.mailbox.delete_rule',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({ rule: opaqueId('id of the rule, from `microsoft.mailbox.list_rules`') }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'medium',
  reversible: null,
  selfService: true,
  scopes: ['MailboxSettings.ReadWrite'],
  adminRight: null,
  preconditions: ['it runs on the mailbox owner’s own delegation: Graph lets nobody else in'],
  events: [],
  call: 'DELETE /users/{id}/mailFolders/inbox/messageRules/{rule}',
  readBack: 'GET /users/{id}/mailFolders/inbox/messageRules has no such id',
  help: 'Delete an inbox rule of the person who asks, such as one that forwards their mail. Only the owner’s own mailbox can be reached, with their own delegation.',
  returns: z.strictObject({ deleted: z.literal(true) }),
  sentence: ({ target, params }) =>
    `delete the inbox rule ${params.rule} of ${named(target, 'the user')}; cannot be taken back`,
})
