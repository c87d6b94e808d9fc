import { z } from 'zod'

/** What is read of a request: its record. Its words are nowhere needed. */
export const Shown = z.looseObject({
  id: z.string(),
  workflowId: z.string(),
  status: z.string(),
  statusCode: z.string().nullable(),
  turns: z.int(),
  tokens: z.int(),
  closedAt: z.string().nullable(),
  contentDestroyedAt: z.string().nullable(),
  steps: z.array(
    z.looseObject({
      action: z.string(),
      write: z.boolean(),
      effect: z.string(),
      target: z.looseObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable(),
      ledger: z.looseObject({ platformRequestId: z.string().nullable() }).nullable(),
    }),
  ),
})
export type Shown = z.infer<typeof Shown>

export type Ended = 'resolved' | 'declined' | 'escalated' | 'unanswered' | 'cancelled' | 'stuck'

/** How the request of one case went, by Dex's record. */
export interface Course {
  request: Shown | null
  ended: Ended
  /** How often the requester was asked something. */
  questions: number
  seconds: number
}

/** How it ended; null while it goes on. */
export function endOf({ status, statusCode, closedAt, contentDestroyedAt }: Shown): Ended | null {
  if (status === 'escalated') return 'escalated'
  if (closedAt === null || contentDestroyedAt === null) return null
  if (status === 'resolved') return statusCode === 'declined' ? 'declined' : 'resolved'
  return 'cancelled'
}
