import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { createCassettes, keyOf } from './cassette.ts'

export interface RecorderOptions {
  port: number
  mode: 'record' | 'replay'
  directory: string
  /** Of the sandbox's company: nothing that somebody of another one asks is recorded or answered. */
  domain: string
  /** Where a model answers while it is recorded. */
  upstream: string
}

export interface Recorder {
  url: string
  close(): Promise<void>
}

const problem = (type: string, message: string) => ({
  type: 'error',
  error: { type, message: `recorder: ${message}` },
  request_id: null,
})

/** What a call to the vendor carries besides its body. */
const passed = ['authorization', 'x-api-key', 'anthropic-version', 'anthropic-beta'] as const

/**
 * Stands where the Messages API does. Recording, it passes each call on and keeps what a model answered; replaying, it
 * answers from what was kept, without a key. INVARIANT: only conversations about requests of the sandbox's company pass, so
 * that no content of a real one is ever written here.
 */
export async function createRecorder(options: RecorderOptions): Promise<Recorder> {
  const { mode, directory, domain } = options
  const cassettes = createCassettes(directory)
  const app = Fastify({ logger: false, bodyLimit: 32 * 1024 * 1024, forceCloseConnections: true })

  app.post('/v1/messages', async (request, reply) => {
    const body = request.body as Record<string, unknown> | null
    if (typeof body !== 'object' || body === null)
      return reply.code(400).send(problem('invalid_request_error', 'the body is no object'))
    if (!isOfSandbox(body, domain))
      return reply
        .code(403)
        .send(
          problem('permission_error', `only requests of people at ${domain}, the sandbox’s, are recorded`),
        )
    const key = keyOf(body)
    if (mode === 'record') return record(key, request, reply)
    const answer = await cassettes.play(key)
    return (
      answer ?? reply.code(400).send(problem('invalid_request_error', 'nothing was recorded for this turn'))
    )
  })

  async function record(key: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    for (const name of passed) {
      const value = request.headers[name]
      if (typeof value === 'string') headers[name] = value
    }
    const response = await fetch(new URL('/v1/messages', options.upstream), {
      method: 'POST',
      redirect: 'error',
      headers,
      body: JSON.stringify(request.body),
    })
    const answer = (await response.json()) as { type?: unknown }
    if (response.ok && answer.type === 'message')
      await cassettes.keep(key, { ...answer, type: 'message' as const })
    const wait = response.headers.get('retry-after')
    if (wait !== null) reply.header('retry-after', wait)
    return reply.code(response.status).send(answer)
  }

  const url = await app.listen({ port: options.port, host: '127.0.0.1' })
  return { url, close: () => app.close() }
}

/** Our own line of the first message names who asks; what others wrote is quoted and cannot stand there. */
function isOfSandbox({ messages }: Record<string, unknown>, domain: string): boolean {
  const [first] = Array.isArray(messages) ? (messages as { content?: unknown }[]) : []
  const content = first?.content
  const text =
    typeof content === 'string'
      ? content
      : Array.isArray(content)
        ? (content as { text?: unknown }[]).map((block) => String(block.text ?? '')).join('\n')
        : ''
  const requester = /^Requester: (\S+@\S+)/m.exec(text)?.[1]
  return requester?.toLowerCase().endsWith(`@${domain}`) ?? false
}
