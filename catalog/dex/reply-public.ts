import { z } from 'zod'
import { replyTemplates } from '#contract/template.ts'
import { defineAction } from '../define.ts'
import { speech } from './speech.ts'

export const dexReplyPublic = defineAction({
  ...speech,
  name: 'dex.reply.public',
  version: 2,
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
  call: 'a public comment through the channel that the request came by',
  help: 'Tell the requester where things stand, with one of the fixed texts and facts from reads of their own account. The recipient is the request’s own.',
  sentence: ({ params }) => `send the requester the fixed text “${params.template}”`,
})
