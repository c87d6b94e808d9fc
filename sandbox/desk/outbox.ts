import { Webhook } from 'standardwebhooks'
import type { State } from '../base/state.ts'
import type { PlatformState } from '../base/platform-state.ts'
import type { Delivery, DeskState, Ticket } from './model.ts'

const timeoutMs = 15_000
const concurrent = 4

export interface Outbox {
  /** Sends what is due, now and from then on. */
  start(): void
  /** Looks at what is owed again: a ticket came in, or the hook changed. */
  nudge(): void
  stop(): void
}

interface OutboxOptions {
  state: State<PlatformState<DeskState>>
  origin: () => string
  /** Pauses between attempts in milliseconds; the last one repeats. */
  retryMs: readonly number[]
}

/**
 * Delivers each ticket at least once by the Standard Webhooks scheme (standardwebhooks.com): the id stays, the timestamp
 * is the attempt's. Network errors, 408, 429 and 5xx are tried again without end; other refusals are final.
 */
export function createOutbox(options: OutboxOptions): Outbox {
  const { state, origin, retryMs } = options
  const flying = new Map<string, AbortController>()
  let timer: NodeJS.Timeout | null = null
  let stopped = true

  const desk = () => state.value.platform

  const nudge = () => {
    if (timer) clearTimeout(timer)
    timer = null
    const { hook, outbox } = desk()
    if (stopped || !hook) return
    const waiting = outbox.filter((delivery) => delivery.state === 'waiting' && !flying.has(delivery.id))
    const due = waiting.filter((delivery) => delivery.nextAt <= Date.now())
    for (const delivery of due.slice(0, Math.max(0, concurrent - flying.size))) void attempt(delivery)
    const later = waiting.filter((delivery) => !due.includes(delivery)).map((delivery) => delivery.nextAt)
    if (later.length > 0) timer = setTimeout(nudge, Math.max(1, Math.min(...later) - Date.now()))
  }

  const attempt = async (delivery: Delivery): Promise<void> => {
    const { hook, tickets } = desk()
    const ticket = tickets.find((candidate) => candidate.id === delivery.ticketId)
    if (!hook || !ticket) return
    const abort = new AbortController()
    flying.set(delivery.id, abort)
    const { commentId } = delivery
    const answer = await send({
      ...hook,
      url: commentId === undefined ? hook.url : `${hook.url}/comments`,
      id: delivery.id,
      body: commentId === undefined ? bodyOf(ticket, origin()) : commentBodyOf(ticket, commentId),
      abort,
    })
    flying.delete(delivery.id)
    if (abort.signal.aborted && stopped) return
    settle(delivery, answer, retryMs)
    state.changed()
    nudge()
  }

  return {
    start() {
      stopped = false
      nudge()
    },
    nudge,
    stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      for (const abort of flying.values()) abort.abort()
    },
  }
}

interface Answer {
  status: number | null
  retryAfterMs: number
}

async function send(call: {
  url: string
  secret: string
  id: string
  body: string
  abort: AbortController
}): Promise<Answer> {
  const now = new Date()
  try {
    const response = await fetch(call.url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([call.abort.signal, AbortSignal.timeout(timeoutMs)]),
      headers: {
        'content-type': 'application/json',
        'webhook-id': call.id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(call.secret).sign(call.id, now, call.body),
      },
      body: call.body,
    })
    await response.body?.cancel()
    const wait = Number(response.headers.get('retry-after') ?? 0)
    return { status: response.status, retryAfterMs: Number.isFinite(wait) ? wait * 1000 : 0 }
  } catch {
    return { status: null, retryAfterMs: 0 }
  }
}

function settle(delivery: Delivery, answer: Answer, retryMs: readonly number[]): void {
  const { status } = answer
  delivery.attempts += 1
  delivery.status = status
  if (status !== null && status >= 200 && status < 300) delivery.state = 'delivered'
  else if (status === null || status >= 500 || status === 429 || status === 408) {
    const pause = retryMs[Math.min(delivery.attempts, retryMs.length) - 1] ?? 1_000
    const jittered = pause * (0.8 + Math.random() * 0.4)
    delivery.nextAt = Date.now() + Math.max(jittered, answer.retryAfterMs)
  } else delivery.state = 'refused'
}

/** What the door takes of a comment. */
function commentBodyOf(ticket: Ticket, commentId: string): string {
  const comment = ticket.comments.find((each) => each.id === commentId)
  return JSON.stringify({
    externalId: ticket.id,
    commentId,
    text: comment?.body ?? '',
    author: { email: comment?.author ?? '' },
  })
}

/** The generic ticket door's body; the text is the same for every attempt. */
function bodyOf(ticket: Ticket, origin: string): string {
  return JSON.stringify({
    externalId: ticket.id,
    title: ticket.title,
    text: ticket.text,
    requester: { email: ticket.requesterEmail },
    ...(ticket.actorEmail ? { actor: { email: ticket.actorEmail } } : {}),
    url: `${origin}/tickets/${ticket.id}`,
  })
}
