import { z } from 'zod'
import { questionTemplates } from '#contract/question.ts'
import { defineAction } from '../define.ts'
import { speech } from './speech.ts'

export const dexQuestionAsk = defineAction({
  ...speech,
  name: 'dex.question.ask',
  version: 1,
  params: z.strictObject({
    template: z.enum(questionTemplates).describe('which fixed question to send'),
    text: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('further words of your own; only where the requester is verified, without links'),
  }),
  preconditions: ['the requester can be written to through the channel that the request came by'],
  call: 'a public comment through the channel that the request came by, after which the request waits for an answer',
  help: 'Ask the requester one question and wait for the answer, for days if need be. Only when no read can tell.',
  sentence: ({ params }) =>
    `ask the requester the fixed question “${params.template}”${params.text === undefined ? '' : ', with words of the model’s'}`,
})
