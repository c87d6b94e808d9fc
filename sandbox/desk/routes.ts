import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { html, page } from '../base/html.ts'
import type { Platform } from '../base/platform.ts'
import type { Company } from '../company/company.ts'
import { type DeskState, Hook, NewComment, NewReply, NewTicket } from './model.ts'
import type { Outbox } from './outbox.ts'
import { listPage, ticketPage } from './pages.ts'
import { comment, fileTicket, reply as writeReply } from './tickets.ts'

interface ById {
  Params: { id: string }
}

export function addDeskRoutes(
  app: FastifyInstance,
  parts: {
    platform: Platform<DeskState>
    company: Company
    token: string
    outbox: Outbox
    setHook: (hook: Hook) => void
  },
): void {
  const { platform, company, token, outbox, setHook } = parts
  const desk = () => platform.state.value.platform
  const find = (id: string) => desk().tickets.find((ticket) => ticket.id === id)
  const saved = () => {
    platform.state.changed()
    outbox.nudge()
  }
  const showPage = (reply: FastifyReply, text: string) => reply.type('text/html; charset=utf-8').send(text)

  app.get('/', (_request, reply) => showPage(reply, listPage(company, desk())))

  app.get<ById>('/tickets/:id', (request, reply) => {
    const ticket = find(request.params.id)
    if (ticket) return showPage(reply, ticketPage(company, desk(), ticket))
    return showPage(reply.code(404), page('No such ticket', html`<p><a href="/">All tickets</a></p>`))
  })

  app.post('/tickets', (request, reply) => {
    const parsed = NewTicket.safeParse(request.body)
    if (!parsed.success) {
      return showPage(
        reply.code(422),
        page('Something is missing', html`<p><a href="/">Back to the form</a></p>`),
      )
    }
    const ticket = fileTicket(desk(), parsed.data)
    saved()
    return reply.redirect(`/tickets/${ticket.id}`, 303)
  })

  app.post('/api/tickets', (request, reply) => {
    const input = parse(NewTicket, request, reply)
    if (!input) return reply
    const ticket = fileTicket(desk(), input)
    saved()
    return reply.code(201).send({ ...ticket, url: urlOf(request, ticket.id) })
  })

  app.get('/api/tickets', (request) => ({
    tickets: desk().tickets.map((ticket) => ({ ...ticket, url: urlOf(request, ticket.id) })),
  }))

  app.get<ById>('/api/tickets/:id', (request, reply) => {
    const ticket = find(request.params.id)
    if (!ticket) return reply.code(404).send({ error: 'no such ticket' })
    const delivery = desk().outbox.find((candidate) => candidate.ticketId === ticket.id) ?? null
    return { ...ticket, url: urlOf(request, ticket.id), delivery }
  })

  app.get<ById>('/api/tickets/:id/comments', (request, reply) => {
    const ticket = find(request.params.id)
    return ticket ? { comments: ticket.comments } : reply.code(404).send({ error: 'no such ticket' })
  })

  app.post<ById>('/api/tickets/:id/comments', (request, reply) => {
    if (!carries(request, token)) return reply.code(401).send({ error: 'the desk token is missing or wrong' })
    platform.exchanges.of(request.raw).actor = { id: 'dex', login: 'dex' }
    const ticket = find(request.params.id)
    if (!ticket) return reply.code(404).send({ error: 'no such ticket' })
    const input = parse(NewComment, request, reply)
    if (!input) return reply
    const result = comment(ticket, input, 'Dex')
    if (result.made) platform.state.changed()
    return reply.code(result.made ? 201 : 200).send(result.comment)
  })

  app.post<ById>('/api/tickets/:id/replies', (request, reply) => {
    const ticket = find(request.params.id)
    if (!ticket) return reply.code(404).send({ error: 'no such ticket' })
    const input = parse(NewReply, request, reply)
    if (!input) return reply
    const made = writeReply(desk(), ticket, input)
    saved()
    return reply.code(201).send(made)
  })

  app.post<ById>('/tickets/:id/replies', (request, answer) => {
    const ticket = find(request.params.id)
    const parsed = NewReply.safeParse(request.body)
    if (ticket && parsed.success) {
      writeReply(desk(), ticket, parsed.data)
      saved()
    }
    return answer.redirect(`/tickets/${request.params.id}`, 303)
  })

  app.post('/_sandbox/webhook', (request, reply) => {
    const hook = parse(Hook, request, reply)
    if (!hook) return reply
    setHook(hook)
    outbox.nudge()
    return { url: hook.url }
  })
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  request: FastifyRequest,
  reply: FastifyReply,
): z.infer<Schema> | null {
  const parsed = schema.safeParse(request.body)
  if (parsed.success) return parsed.data
  void reply.code(422).send({ error: 'the body does not fit', issues: parsed.error.issues })
  return null
}

const urlOf = (request: FastifyRequest, id: string) => `http://${request.host}/tickets/${id}`

function carries(request: FastifyRequest, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`))
}
