import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { standingSessions } from '../session/stands.ts'
import type { LiveEvent } from './events.ts'
import { createFeed } from './feed.ts'
import { createSight, createSights } from './sight.ts'

const beatMs = 15_000
/** Open tabs of one session; the console shares one stream between its tabs. */
const streamsMax = 20

interface Stream {
  caller: Caller
  send: ReturnType<typeof openStream>
  beat(): void
  end(): void
}

const Query = z.strictObject({ after: z.coerce.number().int().min(0).optional() })

/**
 * `GET /api/live`: server-sent events, `change` with ids alone, `reset` when too much was missed, `signed-out` when the
 * session ended. Resumes after `Last-Event-ID`, else after `after`, else from now on.
 */
export function addLive(app: App, deps: ApiDeps): void {
  const feed = createFeed(deps)
  const open = new Map<string, Set<Stream>>()
  const beats = setInterval(() => void beat(deps, open), beatMs).unref()
  const sights = createSights(deps)
  app.addHook('preClose', async () => {
    clearInterval(beats)
    feed.close()
    for (const streams of open.values()) for (const each of streams) each.end()
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
      const header = z.coerce.number().int().min(0).safeParse(request.headers['last-event-id'])
      // Known before the stream opens: what happens once it is open is told.
      const after = header.success ? header.data : (request.query.after ?? (await feed.head(caller.tenant)))
      if (request.raw.destroyed) return reply
      const mine = open.get(caller.sessionHash) ?? new Set()
      if (mine.size >= streamsMax) throw new DexError('rate_limited', 'too many open streams')
      const seen = createSight(caller, sights)
      const send = openStream(reply)
      let stop: (() => void) | null = null
      const stream: Stream = {
        caller,
        send,
        beat: () => void reply.raw.write(': beat\n\n'),
        end: () => {
          stop?.()
          mine.delete(stream)
          if (mine.size === 0) open.delete(caller.sessionHash)
          reply.raw.end()
        },
      }
      mine.add(stream)
      open.set(caller.sessionHash, mine)
      request.raw.once('close', stream.end)
      const tell = async (events: readonly LiveEvent[] | null, seq: number): Promise<void> => {
        if (events === null) return send('reset', seq, {})
        for (const event of events) {
          const shown = await seen(event)
          if (shown !== null) send('change', event.seq, shown)
        }
      }
      let told = Promise.resolve()
      stop = feed.follow(caller.tenant, after, (events, seq) => {
        // In order, however long it takes to learn whose a request is.
        told = told.then(() => tell(events, seq)).catch(stream.end)
      })
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
    // A stream that has ended keeps no line, and nobody who stops waiting for it.
    connection: 'close',
  })
  reply.raw.write('retry: 1500\n\n')
  return (event: string, id: number | null, data: object): void => {
    reply.raw.write(`${id === null ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }
}

/** Keeps each stream's line open and ends those whose session ended: one look a tenant, however many are open. */
async function beat(deps: ApiDeps, open: ReadonlyMap<string, ReadonlySet<Stream>>): Promise<void> {
  const byTenant = Map.groupBy(
    [...open.values()].flatMap((each) => [...each]),
    ({ caller }) => caller.tenant,
  )
  for (const [tenant, streams] of byTenant) {
    const hashes = [...new Set(streams.map(({ caller }) => caller.sessionHash))]
    // The database away says nothing about anybody's session.
    const standing = await standingSessions(deps, tenant, hashes).catch(() => null)
    if (standing === null) continue
    for (const stream of streams) {
      if (standing.has(stream.caller.sessionHash)) stream.beat()
      else {
        stream.send('signed-out', null, {})
        stream.end()
      }
    }
  }
}
