import { z } from 'zod'

export const NewTicket = z.strictObject({
  title: z.string().trim().min(1).max(1_000),
  text: z.string().max(200_000),
  requesterEmail: z.email().max(320),
  /** Who typed it, when that is not the requester. */
  actorEmail: z.email().max(320).optional(),
})
export type NewTicket = z.infer<typeof NewTicket>

export const NewComment = z.strictObject({
  body: z.string().min(1).max(100_000),
  public: z.boolean(),
  /** The same key again is the same comment. */
  idempotencyKey: z.string().min(1).max(200),
})

/** What a person writes into their ticket, with no credential of Dex's. */
export const NewReply = z.strictObject({
  text: z.string().trim().min(1).max(20_000),
  authorEmail: z.email().max(320),
})

export const Hook = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'whsec_ and the base64 of 24 to 64 bytes'),
})
export type Hook = z.infer<typeof Hook>

export interface Comment {
  id: string
  body: string
  public: boolean
  author: string
  createdAt: string
  idempotencyKey: string
}

export interface Ticket {
  /** Such as `T-1001`. */
  id: string
  title: string
  text: string
  requesterEmail: string
  actorEmail: string | null
  createdAt: string
  comments: Comment[]
}

/** One signed message that is owed to the hook. */
export interface Delivery {
  /** `webhook-id`: the same over all attempts. */
  id: string
  ticketId: string
  /** The comment that is told of; absent: the ticket itself. */
  commentId?: string
  state: 'waiting' | 'delivered' | 'refused'
  attempts: number
  /** Milliseconds since the epoch. */
  nextAt: number
  /** Of the latest answer; null when there was none. */
  status: number | null
}

export interface DeskState {
  tickets: Ticket[]
  outbox: Delivery[]
  hook: Hook | null
}
