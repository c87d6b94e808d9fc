import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Comment, DeskState, NewComment, NewReply, NewTicket, Ticket } from './model.ts'

export function fileTicket(desk: DeskState, input: NewTicket): Ticket {
  const ticket: Ticket = {
    id: `T-${1001 + desk.tickets.length}`,
    title: input.title,
    text: input.text,
    requesterEmail: input.requesterEmail,
    actorEmail: input.actorEmail ?? null,
    createdAt: new Date().toISOString(),
    comments: [],
  }
  desk.tickets.push(ticket)
  owe(desk, { ticketId: ticket.id })
  return ticket
}

/** What a person writes into a ticket; Dex is told of it, unlike of its own comments. */
export function reply(desk: DeskState, ticket: Ticket, input: z.infer<typeof NewReply>): Comment {
  const id = `C-${randomUUID()}`
  const made: Comment = {
    id,
    body: input.text,
    public: true,
    author: input.authorEmail,
    createdAt: new Date().toISOString(),
    idempotencyKey: id,
  }
  ticket.comments.push(made)
  owe(desk, { ticketId: ticket.id, commentId: id })
  return made
}

function owe(desk: DeskState, about: { ticketId: string; commentId?: string }): void {
  desk.outbox.push({
    id: `msg_${randomUUID().replaceAll('-', '')}`,
    ...about,
    state: 'waiting',
    attempts: 0,
    nextAt: 0,
    status: null,
  })
}

/** `made` is false when the key was used on this ticket before: the comment stands as it was. */
export function comment(
  ticket: Ticket,
  input: z.infer<typeof NewComment>,
  author: string,
): { comment: Comment; made: boolean } {
  const before = ticket.comments.find((candidate) => candidate.idempotencyKey === input.idempotencyKey)
  if (before) return { comment: before, made: false }
  const made = { id: `C-${randomUUID()}`, ...input, author, createdAt: new Date().toISOString() }
  ticket.comments.push(made)
  return { comment: made, made: true }
}
