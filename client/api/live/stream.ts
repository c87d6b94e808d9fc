import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { findRequest } from '#store/requests.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { isOwn, seesAll } from '../requests/see.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { sessionStands } from '../session/stands.ts'
import type { LiveEvent } from './events.ts'
import { createFeed } from './feed.ts'

const beatMs = 15_000
/** Open tabs of one session; the console shares one stream between its tabs. */
const streamsMax = 20

const Query = z.strictObject({ after: z.coerce.number().int().min(0).optional() })

/**
 * `GET /api/live`: server-sent events, `change` with ids alone, `reset` when too much was missed, `signed-out` when the
 * session ended. Resumes after `Last-Event-ID`, else after `after`, else from now on.
 */
export function addLive(app: App, deps: ApiDeps): void {
  const feed = createFeed(deps)
  const open = new Map<string, Set<() => void>>()
  app.addHook('preClose', async () => {
    feed.close()
    for (const each of open.values()) for (const end of each) end()
  })
  app.get(
    '/api/live',
    {
      schema: {
        tags: ['live'],
        summary: 'What changes, as server-sent events',
        querystring: Query,
        response: problems,
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const mine = open.get(caller.sessionHash) ?? new Set()
      if (mine.size >= streamsMax) throw new DexError('rate_limited', 'too many open streams')
      const header = z.coerce.number().int().min(0).safeParse(request.headers['last-event-id'])
      const after = header.success ? header.data : (request.query.after ?? null)
      const sees = createSight(deps, caller)
      const send = openStream(reply)
      const undo: (() => void)[] = []
      const end = (): void => {
        for (const step of undo.splice(0)) step()
        mine.delete(end)
        if (mine.size === 0) open.delete(caller.sessionHash)
        reply.raw.end()
      }
      mine.add(end)
      open.set(caller.sessionHash, mine)
      request.raw.once('close', end)
      const beat = setInterval(() => {
        void sessionStands(deps, caller).then(
          (stands) => (stands ? reply.raw.write(': beat\n\n') : (send('signed-out', null, {}), end())),
          () => undefined,
        )
      }, beatMs).unref()
      undo.push(() => clearInterval(beat))
      const tell = async (events: readonly LiveEvent[] | null, seq: number): Promise<void> => {
        if (events === null) return send('reset', seq, {})
        for (const event of events) if (await sees(event)) send('change', event.seq, event)
      }
      let told = Promise.resolve()
      const stop = await feed.follow(caller.tenant, after, (events, seq) => {
        // In order, however long it takes to learn whose a request is.
        told = told.then(() => tell(events, seq)).catch(end)
      })
      // It may have been closed meanwhile.
      if (mine.has(end)) undo.push(stop)
      else stop()
      return reply
    },
  )
}

function openStream(reply: FastifyReply) {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  reply.raw.write('retry: 1500\n\n')
  return (event: string, id: number | null, data: object): void => {
    reply.raw.write(`${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }
}

/** Who sees every request hears of all; anybody else of their own alone (and of nothing that is no request's). */
function createSight(deps: ApiDeps, caller: Caller) {
  const own = new Map<string, boolean>()
  return async (event: LiveEvent): Promise<boolean> => {
    if (seesAll(caller)) return true
    const { request } = event
    if (request === null) return false
    const known = own.get(request)
    if (known !== undefined) return known
    const row = await deps.database.read(caller.tenant, (tx) =>
      findRequest(caller.tenant, tx, request as RequestId),
    )
    const is = row !== undefined && isOwn(caller, row)
    own.set(request, is)
    return is
  }
}
