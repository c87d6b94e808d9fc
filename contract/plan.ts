import { z } from 'zod'
import type { TurnPlan } from './turn.ts'

/** What people are shown of a plan; sealed with the request's key, apart from the conversation, gone with it. */
export const ShownPlan = z.strictObject({
  hypothesis: z.string(),
  evidence: z.array(z.strictObject({ ref: z.string(), shows: z.string() })),
  /** What the model named and was never shown. */
  unfounded: z.int(),
  /** Runbooks that it follows; absent: none. */
  runbooks: z.array(z.strictObject({ id: z.string(), title: z.string() })).optional(),
  next: z.array(z.string()),
})
export type ShownPlan = z.infer<typeof ShownPlan>

export const planPrefix = 'plan/'
export const planName = (turn: number): string => `${planPrefix}${turn}`

/** `titles`: of the runbooks that it may follow, by id. */
export const shownPlan = (
  { hypothesis, evidence, unfounded, runbooks, next }: TurnPlan,
  titles: ReadonlyMap<string, { title: string }> = new Map(),
): ShownPlan => ({
  hypothesis,
  evidence,
  unfounded,
  ...(runbooks && { runbooks: runbooks.map((id) => ({ id, title: titles.get(id)?.title ?? id })) }),
  next,
})
