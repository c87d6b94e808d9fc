import { z } from 'zod'
import { RequestId } from '#contract/ids.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { openOwn, OwnHeaders } from './open-own.ts'

const Body = z.strictObject({ text: z.string().trim().min(1).max(20_000) })

/** How much of what is written first a chat is called by, in characters. */
const titleMax = 80

/**
 * `POST /api/chats`: somebody writes to Dex about their own accounts, in a live session of their own. Channel `go` (T21): what
 * follows is done to those accounts alone, and the talk goes on at the request's own page.
 */
export function addOpenChat(app: App, deps: ApiDeps): void {
  app.post(
    '/api/chats',
    {
      schema: {
        tags: ['requests'],
        summary: 'Begin a chat about one’s own accounts',
        headers: OwnHeaders,
        body: Body,
        response: { 202: z.strictObject({ id: RequestId }), ...problems },
      },
    },
    async (request, reply) => {
      const { text } = request.body
      const [line = ''] = text.split('\n', 1)
      const opened = await openOwn(deps, callerOf(request), {
        source: 'chat',
        channel: 'go',
        title: line.length > titleMax ? `${line.slice(0, titleMax)}…` : line,
        text,
        key: request.headers['idempotency-key'],
      })
      return reply.code(202).send(opened)
    },
  )
}
