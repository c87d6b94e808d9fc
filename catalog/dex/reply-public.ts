import { z } from 'zod'
import { replyTemplates } from '#contract/template.ts'
import { defineAction } from '../define.ts'

export const dexReplyPublic = defineAction({
  name: 'dex.reply.public',
  version: 2,
  platform: 'dex',
  params: z.strictObject({
    template: z.enum(replyTemplates).describe('which fixed status text to send'),
    facts: z
      .array(
        z.strictObject({
          ref: z.string().max(20).describe('`ref` of the read that shows it'),
          field: z.string().max(60).describe('name of the field in its result'),
        }),
      )
      .max(5)
      .optional()
      .describe('facts about the requester’s own account to tell a verified requester'),
  }),
  target: null,
  targetType: 'request',
  objects: [],
  write: true,
  credential: false,
  disclosable: [],
  settlesMs: 0,
  risk: 'low',
  reversible: null,
  selfService: true,
  scopes: [],
  adminRight: null,
  preconditions: [],
  events: [],
  call: 'a public comment through the channel that the request came by',
  readBack: 'the channel lists a comment with our idempotency key',
  help: 'Tell the requester where things stand, with one of the fixed texts and facts from reads of their own account. The recipient is the request’s own.',
  returns: z.strictObject({ commentId: z.string() }),
  sentence: ({ params }) => `send the requester the fixed text “${params.template}”`,
})
