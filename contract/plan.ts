import { z } from 'zod'
import type { TurnPlan } from './turn.ts'

/** What people are shown of a plan; sealed with the request's key, apart from the conversation, gone with it. */
export const ShownPlan = z.strictObject({
  hypothesis: z.string(),
  evidence: z.array(z.strictObject({ ref: z.string(), shows: z.string() })),
  /** What the model named and was never shown. */
  unfounded: z.int(),
  next: z.array(z.string()),
})
export type ShownPlan = z.infer<typeof ShownPlan>

export const planPrefix = 'plan/'
export const planName = (turn: number): string => `${planPrefix}${turn}`

export const shownPlan = ({ hypothesis, evidence, unfounded, next }: TurnPlan): ShownPlan => ({
  hypothesis,
  evidence,
  unfounded,
  next,
})
