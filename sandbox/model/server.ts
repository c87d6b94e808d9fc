import { setTimeout as wait } from 'node:timers/promises'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Answer, answerMove } from './answer.ts'
import { readDialogue } from './dialogue.ts'
import { createFaultPlan, type Fault, Faults, faultyAnswer } from './faults.ts'
import { createJournal } from './journal.ts'
import { nextMove } from './planner.ts'
import { MessagesRequest, unsound } from './wire.ts'

/** The vendor's error document. */
const problem = (type: string, message: string) => ({
  type: 'error',
  error: { type, message: `stand-in model: ${message}` },
  request_id: null,
})

const failures: Partial<Record<Fault['kind'], readonly [number, string, string]>> = {
  overloaded: [529, 'overloaded_error', 'Overloaded'],
  rate_limited: [429, 'rate_limit_error', 'Number of requests has exceeded your rate limit'],
  status500: [500, 'api_error', 'Internal server error'],
}

const hasKey = ({ headers }: FastifyRequest): boolean =>
  /^Bearer \S+/.test(headers.authorization ?? '') || Boolean(headers['x-api-key'])

const pickedOf = (answer: Answer): string | null =>
  answer.content.find((block) => block.type === 'tool_use')?.name ?? null

function routes(app: FastifyInstance): void {
  const faults = createFaultPlan()
  const journal = createJournal()

  async function fail(fault: Fault, reply: FastifyReply): Promise<boolean> {
    if (fault.kind === 'delay') await wait(fault.ms ?? 1_000)
    if (fault.kind === 'reset') {
      reply.hijack()
      reply.raw.destroy()
      return true
    }
    const failure = failures[fault.kind]
    if (!failure) return false
    const [status, type, message] = failure
    if (fault.ms !== undefined) reply.header('retry-after', String(fault.ms / 1_000))
    await reply.code(status).send(problem(type, message))
    return true
  }

  app.post('/v1/messages', async (request, reply) => {
    if (!hasKey(request))
      return reply.code(401).send(problem('authentication_error', 'an API key is required'))
    if (!request.headers['anthropic-version'])
      return reply.code(400).send(problem('invalid_request_error', 'anthropic-version: header is required'))
    const parsed = MessagesRequest.safeParse(request.body)
    const wrong = parsed.success ? unsound(parsed.data) : z.prettifyError(parsed.error)
    if (!parsed.success || wrong !== null)
      return reply.code(400).send(problem('invalid_request_error', wrong ?? 'malformed'))
    const body = parsed.data
    const dialogue = readDialogue(body)
    const fault = faults.next()
    const seen = {
      messages: body.messages.length,
      results: dialogue.past.length,
      tools: dialogue.tools.map(({ name }) => name),
      fault: fault?.kind ?? null,
    }
    if (fault && (await fail(fault, reply))) {
      journal.add({ ...seen, status: reply.statusCode, picked: null, stopReason: null })
      return reply
    }
    const move = nextMove(dialogue)
    const answer = (fault && faultyAnswer(fault.kind, body, dialogue, move)) ?? answerMove(body, move)
    journal.add({ ...seen, status: 200, picked: pickedOf(answer), stopReason: answer.stop_reason })
    return reply.header('request-id', answer.id.replace('msg', 'req')).send(answer)
  })

  app.get('/_sandbox/journal', () => journal.show())
  app.get('/_sandbox/snapshot', () => ({ faultsLeft: faults.left(), ...journal.show() }))
  app.post('/_sandbox/faults', async (request, reply) => {
    const parsed = Faults.safeParse(request.body)
    if (!parsed.success)
      return reply.code(400).send(problem('invalid_request_error', z.prettifyError(parsed.error)))
    faults.add(parsed.data)
    return { faultsLeft: faults.left() }
  })
  app.post('/_sandbox/reset', () => {
    faults.clear()
    journal.clear()
    return {}
  })
}

export interface ModelServer {
  url: string
  close(): Promise<void>
}

/**
 * A stand-in that speaks Anthropic's Messages API (docs.anthropic.com, "Messages"), for a sandbox without a key. It is
 * no language model: plain rules over what the request holds, the same answer to the same request, and obedient to
 * whatever a ticket says. `port` 0 takes a free one.
 */
export async function createModelServer({
  port,
  host = '127.0.0.1',
}: {
  port: number
  host?: string
}): Promise<ModelServer> {
  const app = Fastify({ logger: false, bodyLimit: 32 * 1024 * 1024, forceCloseConnections: true })
  // A POST without a body (reset) may still say that it is JSON.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text: string, done) => {
    try {
      done(null, text === '' ? null : JSON.parse(text))
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }))
    }
  })
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500
    return reply
      .code(status)
      .send(problem(status < 500 ? 'invalid_request_error' : 'api_error', error.message))
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(problem('not_found_error', 'Not found')))
  routes(app)
  const url = await app.listen({ port, host })
  return { url, close: () => app.close() }
}
