import { appendLog } from '#store/log.ts'
import { deleteSession } from '#store/sessions.ts'
import { z } from 'zod'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { cookieOptions } from '../session/cookies.ts'
import { sessionCookie } from '../session/token.ts'

/** `POST /auth/logout`: ends this session here and now; a browser goes back to the first page. */
export function addLogout(app: App, deps: ApiDeps): void {
  app.post(
    '/auth/logout',
    { schema: { tags: ['sign-in'], summary: 'Sign out', response: { 204: z.null(), ...problems } } },
    async (request, reply) => {
      const { tenant, sessionHash, person, kind } = callerOf(request)
      await deps.database.transaction(tenant, async (tx) => {
        await deleteSession(tenant, tx, sessionHash)
        await appendLog(tenant, tx, {
          v: 1,
          kind: 'session.closed',
          at: new Date(deps.clock()).toISOString(),
          by: { role: 'api', person },
          detail: { kind },
        })
      })
      void reply.clearCookie(sessionCookie, cookieOptions)
      return kind === 'browser' ? reply.redirect('/', 303) : reply.code(204).send(null)
    },
  )
}
