import { z } from 'zod'
import { RequestId } from '#contract/ids.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf, hasRole } from '../session/caller.ts'
import { openOwn, OwnHeaders } from './open-own.ts'

const Body = z.strictObject({
  title: z.string().trim().min(1).max(1_000),
  text: z.string().max(100_000),
  /** Targets as CSV, one of its columns `email`, `login` or `id`; or one address or id a line. */
  list: z.string().min(1).max(400_000).optional(),
})

/** `POST /api/requests`: a signed-in person asks for themselves. */
export function addCreateRequest(app: App, deps: ApiDeps): void {
  app.post(
    '/api/requests',
    {
      bodyLimit: 512 * 1_024,
      schema: {
        tags: ['requests'],
        summary: 'Open a request',
        headers: OwnHeaders,
        body: Body,
        response: { 202: z.strictObject({ id: RequestId }), ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const opened = await openOwn(deps, caller, {
        source: caller.kind === 'browser' ? 'console' : 'cli',
        // T21: an admin at a live session of the console, and nobody else.
        channel: caller.kind === 'browser' && hasRole(caller, 'admin') ? 'pro' : 'ticket',
        ...request.body,
        key: request.headers['idempotency-key'],
      })
      return reply.code(202).send(opened)
    },
  )
}
