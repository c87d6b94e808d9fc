import { z } from 'zod'
import { internalTemplates } from '#contract/template.ts'
import { defineAction } from '../define.ts'
import { speech } from './speech.ts'

export const dexReplyInternal = defineAction({
  ...speech,
  name: 'dex.reply.internal',
  version: 1,
  params: z.strictObject({ template: z.enum(internalTemplates).describe('which fixed note to leave') }),
  call: 'an internal comment through the channel that the request came by',
  help: 'Leave an internal note for the people who work this queue, with one of the fixed texts.',
  sentence: ({ params }) => `leave the internal note “${params.template}”`,
})
