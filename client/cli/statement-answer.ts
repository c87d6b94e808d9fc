import { z } from 'zod'

/** What the api answers to a statement of a person: counted, or kept until the workflow can be reached. */
export const StatementAnswer = z.union([
  z.looseObject({ accepted: z.literal(true), code: z.string() }),
  z.looseObject({ pending: z.literal(true) }),
])
export type StatementAnswer = z.infer<typeof StatementAnswer>

export const sayAnswer = (answer: StatementAnswer, done: string): string =>
  'accepted' in answer ? done : `${done}; it is delivered as soon as the engineer can be reached`
