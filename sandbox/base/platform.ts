import type { PlatformState } from './platform-state.ts'
import formBody from '@fastify/formbody'
import Fastify, { type FastifyInstance } from 'fastify'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createExchanges, type Exchanges, type JournalEntry } from './exchange.ts'
import { createFaults, type Fault } from './faults.ts'
import { addSandboxRoutes } from './sandbox-routes.ts'
import { createState, type State } from './state.ts'

const journalMax = 20_000

export interface PlatformOptions<T> {
  name: string
  /** 0 picks one. */
  port: number
  /** Directory that the state outlives the process in; null keeps it in memory. */
  data: string | null
  /** Changes with whatever the initial state is made of. */
  fingerprint: string
  initial: () => T
  requestId: () => string
  /** The vendor's own body for a planned refusal. */
  refusal: (kind: 'status429' | 'status500') => unknown
  /** What the vendor's refusal carries besides, such as `retry-after`. */
  refusalHeaders?: (kind: 'status429' | 'status500') => Record<string, string>
  /** Asked before Fastify; true when it took the call. */
  before?: (request: IncomingMessage, response: ServerResponse) => boolean
  /** What a snapshot shows of the state; all of it by default. */
  snapshot?: (state: T) => unknown
  /** Headers that every answer carries. */
  headers?: (response: ServerResponse, requestId: string) => void
}

export interface Platform<T> {
  app: FastifyInstance
  state: State<PlatformState<T>>
  exchanges: Exchanges
  /** Starts listening; routes must stand. */
  listen(): Promise<string>
  close(): Promise<void>
}

/** What every emulated platform shares: one origin, saved state, a journal of writes, planned faults. */
export function createPlatform<T>(options: PlatformOptions<T>): Platform<T> {
  const initial = (): PlatformState<T> => ({
    platform: options.initial(),
    journal: [],
    oidc: { records: {}, keys: null },
  })
  const state = createState({
    file: options.data ? join(options.data, 'sandbox', `${options.name}.json`) : null,
    fingerprint: options.fingerprint,
    initial,
  })
  const faults = createFaults()
  const exchanges = createExchanges()

  const record = (entry: JournalEntry) => {
    const { journal } = state.value
    journal.push(entry)
    if (journal.length > journalMax) journal.splice(0, journal.length - journalMax)
    state.changed()
  }

  const front =
    (handler: RequestListener): RequestListener =>
    (request, response) => {
      const method = request.method ?? 'GET'
      const path = (request.url ?? '/').split('?', 1)[0] as string
      const own = path.startsWith('/_sandbox/')
      const fault = own ? null : faults.take(method, path)
      const exchange = { requestId: options.requestId(), actor: null, fault, about: [] }
      exchanges.open(request, exchange)
      const journal = (status: number) => {
        if (own || method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return
        const { requestId, actor, about } = exchanges.of(request)
        record({
          at: new Date().toISOString(),
          method,
          path,
          actor,
          status,
          requestId,
          fault: fault?.kind ?? null,
          about,
        })
      }
      options.headers?.(response, exchange.requestId)
      const run = () => {
        if (!options.before?.(request, response)) handler(request, response)
      }
      noteEnd(response, journal, fault?.kind === 'reset_after')
      if (fault?.kind === 'reset_before') {
        journal(0)
        request.socket.destroy()
      } else if (fault?.kind === 'delay') setTimeout(run, fault.ms ?? 1_000)
      else if (fault?.kind === 'status429' || fault?.kind === 'status500') refuse(response, fault, options)
      else run()
    }

  const app = Fastify({
    // Longer than a busy machine pauses: a client must not be about to use a connection that is being closed.
    serverFactory: (handler) => createServer({ keepAliveTimeout: 65_000 }, front(handler)),
    bodyLimit: 1_048_576,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  })
  const routes: string[] = []
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each} ${url}`)
  })
  app.addHook('preHandler', (request, _reply, done) => {
    if (!request.url.startsWith('/_sandbox/')) exchanges.of(request.raw).about = idsIn(request.body)
    done()
  })
  app.register(formBody)
  acceptEmptyJson(app)
  addSandboxRoutes(app, { routes, state, faults, initial, snapshot: options.snapshot ?? ((shown) => shown) })

  return {
    app,
    state,
    exchanges,
    async listen() {
      await app.listen({ port: options.port, host: '127.0.0.1' })
      return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    },
    async close() {
      await app.close()
      state.flush()
    },
  }
}

/** By name, so that nothing else of a body, such as a password, is ever kept. */
const idFields = ['id', 'userId', 'userIds', 'email', '@odata.id'] as const

function idsIn(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return []
  return idFields
    .flatMap((field) => (body as Record<string, unknown>)[field])
    .filter((value) => typeof value === 'string')
}

/** Vendors accept a write without a body whatever its content type says. */
function acceptEmptyJson(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const text = String(body)
    if (text === '') return done(null, undefined)
    try {
      done(null, JSON.parse(text))
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }))
    }
  })
}

// INVARIANT: the journal has a write before its caller can see the answer.
function noteEnd(response: ServerResponse, journal: (status: number) => void, cut: boolean): void {
  const end = response.end.bind(response)
  const writeHead = response.writeHead.bind(response)
  let noted = false
  if (cut) {
    response.writeHead = ((status: number) => {
      response.statusCode = status
      return response
    }) as typeof writeHead
    response.write = () => true
    response.flushHeaders = () => undefined
  }
  response.end = ((...parts: Parameters<typeof end>) => {
    if (!noted) {
      noted = true
      journal(response.statusCode)
    }
    if (!cut) return end(...parts)
    response.socket?.destroy()
    return response
  }) as typeof end
}

function refuse(
  response: ServerResponse,
  fault: Fault,
  { refusal, refusalHeaders }: Pick<PlatformOptions<unknown>, 'refusal' | 'refusalHeaders'>,
): void {
  const kind = fault.kind === 'status429' ? 'status429' : 'status500'
  response.writeHead(kind === 'status429' ? 429 : 500, {
    'content-type': 'application/json',
    ...refusalHeaders?.(kind),
  })
  response.end(JSON.stringify(refusal(kind)))
}
