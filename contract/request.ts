import { z } from 'zod'
import { Email } from './email.ts'

/** Set by the door alone. `pro` a live console session, `go` chat, `ticket` everything else. */
export const Channel = z.enum(['pro', 'go', 'ticket'])
export type Channel = z.infer<typeof Channel>

export const RequestStatus = z.enum([
  'investigating',
  'waiting_approval',
  'executing',
  'waiting_requester',
  'waiting_connection',
  'escalated',
  'resolved',
  'cancelled',
])
export type RequestStatus = z.infer<typeof RequestStatus>

/** `verified`: by the platform's own signature; `asserted`: a source says so. */
export const Assurance = z.enum(['verified', 'asserted'])
export type Assurance = z.infer<typeof Assurance>

/** What the generic ticket door takes. */
export const TicketBody = z.strictObject({
  externalId: z.string().min(1).max(200),
  title: z.string().max(1_000),
  text: z.string().max(200_000),
  requester: z.strictObject({ email: Email }).optional(),
  actor: z.strictObject({ email: Email }).optional(),
  url: z.url().max(2_000).optional(),
})
export type TicketBody = z.infer<typeof TicketBody>

/** What the generic ticket door takes when somebody writes into a ticket. */
export const CommentBody = z.strictObject({
  externalId: z.string().min(1).max(200),
  /** The comment's own id: the same again is the same comment. */
  commentId: z.string().min(1).max(200),
  text: z.string().min(1).max(20_000),
  author: z.strictObject({ email: Email }).optional(),
})
export type CommentBody = z.infer<typeof CommentBody>

/** Sealed into scratch as kind `ask`: what the requester said. */
export const Ask = z.strictObject({
  title: z.string(),
  text: z.string(),
  /** Earlier mails that stood below the text: people see them, the model is told how many lines. */
  quoted: z.string().optional(),
  requesterEmail: z.string().nullable(),
  url: z.string().nullable(),
  /** In a chat: the requester's own linked accounts, for the model to name; the gate reads its own rows. */
  accounts: z.array(z.strictObject({ platform: z.string(), id: z.string() })).optional(),
  /** A list that came with it, as CSV; one that stands in the text is found there. */
  list: z.string().optional(),
  /** Where it takes back what another request did: exactly this, and the model has no part in it. */
  takesBack: z
    .strictObject({
      action: z.string(),
      target: z.string().nullable(),
      params: z.record(z.string(), z.unknown()),
    })
    .optional(),
  /** The same of a whole list: each line by its number there; `params` null where nothing is kept that would put it back. */
  takesBackList: z
    .strictObject({
      action: z.string(),
      lines: z.array(
        z.strictObject({
          line: z.int(),
          /** Under which it was done. */
          step: z.int(),
          target: z.string(),
          params: z.record(z.string(), z.unknown()).nullable(),
        }),
      ),
    })
    .optional(),
})
export type Ask = z.infer<typeof Ask>
