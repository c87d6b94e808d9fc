import { z } from 'zod'

/** Where what Dex said stands in a request's scratch, by step: of doors that are read and not written to. */
export const saidPrefix = 'said/'

/** What Dex said there. */
export const Said = z.strictObject({
  kind: z.enum(['question', 'reply']),
  at: z.iso.datetime(),
  text: z.string(),
})
export type Said = z.infer<typeof Said>
