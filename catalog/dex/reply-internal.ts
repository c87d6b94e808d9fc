import { z } from 'zod'
import { internalTemplates } from '#contract/template.ts'
import { defineAction } from '../define.ts'

export const dexReplyInternal = defineAction({
  name: 'dex.reply.internal',
  version: 1,
  platform: 'dex',
  params: z.strictObject({ template: z.enum(internalTemplates).describe('which fixed note to leave') }),
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
  call: 'an internal comment through the channel that the request came by',
  readBack: 'the channel lists a comment with our idempotency key',
  help: 'Leave an internal note for the people who work this queue, with one of the fixed texts.',
  returns: z.strictObject({ commentId: z.string() }),
  sentence: ({ params }) => `leave the internal note “${params.template}”`,
})
