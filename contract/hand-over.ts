import { z } from 'zod'
import { ShownPlan } from './plan.ts'
import { escalationCategories } from './turn.ts'

const Step = z.strictObject({ step: z.int(), action: z.string(), code: z.string() })

/** What a colleague gets who takes a request over; made by code, the model's words marked as its own by where they stand. */
export const HandOver = z.strictObject({
  /** Why: a bound, a denial, a time-out, or that the model asked for it. */
  code: z.string(),
  category: z.enum(escalationCategories),
  /** Who looks after it, by the tenant's rules; null where no rule fits. */
  to: z.string().nullable(),
  at: z.iso.datetime(),
  found: ShownPlan.nullable(),
  /** Changes that were made, with what the read-back said. */
  done: z.array(Step),
  /** What was proposed and is not done, and why. */
  notDone: z.array(Step),
  /** The model's own words. */
  reason: z.string(),
  next: z.array(z.string()),
})
export type HandOver = z.infer<typeof HandOver>

export const handOverName = 'handover/latest'
