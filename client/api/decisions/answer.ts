import { z } from 'zod'
import { type Code, codes } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import type { StatementAnswer } from '#contract/messages.ts'

export const Accepted = z.strictObject({ accepted: z.literal(true), code: z.string(), decision: z.string() })
/** The statement stands, its workflow has not answered yet; it is delivered again until it has. */
export const Pending = z.strictObject({ pending: z.literal(true), decision: z.string() })

export type DecisionAnswer =
  | { status: 200; body: z.infer<typeof Accepted> }
  | { status: 202; body: z.infer<typeof Pending> }

/** Throws the code that the gate's check refused the statement with. */
export function answerOf(decision: string, answer: StatementAnswer | null): DecisionAnswer {
  if (answer === null) return { status: 202, body: { pending: true, decision } }
  if (answer.accepted) return { status: 200, body: { accepted: true, code: answer.code, decision } }
  const code: Code = Object.hasOwn(codes, answer.code) ? (answer.code as Code) : 'internal'
  throw new DexError(code, undefined, { extra: { decision } })
}
