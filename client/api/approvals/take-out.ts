import { z } from 'zod'
import { Digest } from '#contract/ids.ts'
import { messageNames } from '#contract/messages.ts'
import type { App } from '../app.ts'
import { Accepted, Pending } from '../decisions/answer.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { sayChange } from './say-change.ts'

const Body = z.strictObject({
  /** Of what was shown: lines of another list are not taken out. */
  hash: Digest,
  version: z.int().min(1),
  /** Ordinals of lines that are on it; one at least stays. */
  lines: z.array(z.int().min(1)).min(1).max(10_000),
})

/** `POST /api/approvals/{id}/take-out`: the list gets shorter, has another hash, and is asked for anew (T20). */
export function addTakeOut(app: App, deps: ApiDeps): void {
  app.post(
    '/api/approvals/:id/take-out',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['approvals'],
        summary: 'Take lines out of a list that waits',
        params: z.object({ id: z.string().max(100) }),
        body: Body,
        response: { 200: Accepted, 202: Pending, ...problems },
      },
    },
    async (request, reply) => {
      const { params, body } = request
      const answer = await sayChange(
        deps,
        callerOf(request),
        { id: params.id, shown: body },
        {
          subject: 'list',
          verdict: 'take_out',
          name: 'lines',
          update: messageNames.takeOut,
          content: () => [...new Set(body.lines)],
        },
      )
      return reply.code(answer.status).send(answer.body)
    },
  )
}
