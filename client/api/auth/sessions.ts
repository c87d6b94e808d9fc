import { appendLog } from '#store/log.ts'
import { deleteSessionsOf, listSessions } from '#store/sessions.ts'
import { z } from 'zod'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { cookieOptions } from '../session/cookies.ts'
import { idleMsMax } from '../session/limits.ts'
import { sessionCookie } from '../session/token.ts'

const Moment = z.iso.datetime()
const SessionView = z
  .strictObject({
    kind: z.enum(['browser', 'cli']),
    current: z.boolean(),
    createdAt: Moment,
    seenAt: Moment,
    expiresAt: Moment,
  })
  .meta({ id: 'Session' })

/** `GET /api/sessions`: where the caller is signed in. */
export function addSessions(app: App, deps: ApiDeps): void {
  app.get(
    '/api/sessions',
    {
      schema: {
        tags: ['sign-in'],
        summary: 'Where the caller is signed in',
        response: { 200: z.strictObject({ items: z.array(SessionView) }), ...problems },
      },
    },
    async (request) => {
      const { tenant, person, sessionHash } = callerOf(request)
      const rows = await deps.database.read(tenant, (tx) =>
        listSessions(tenant, tx, person, new Date(deps.clock()), idleMsMax),
      )
      const items = rows.map((row) => ({
        kind: row.kind as 'browser' | 'cli',
        current: row.id_hash === sessionHash,
        createdAt: row.created_at.toISOString(),
        seenAt: row.seen_at.toISOString(),
        expiresAt: row.expires_at.toISOString(),
      }))
      return { items }
    },
  )
}

/** `POST /api/sessions/end-all`: signs the caller out everywhere, here and in terminals too. */
export function addLogoutEverywhere(app: App, deps: ApiDeps): void {
  app.post(
    '/api/sessions/end-all',
    {
      schema: {
        tags: ['sign-in'],
        summary: 'Sign out everywhere',
        response: { 200: z.strictObject({ ended: z.int() }), ...problems },
      },
    },
    async (request, reply) => {
      const { tenant, person, kind } = callerOf(request)
      const ended = await deps.database.transaction(tenant, async (tx) => {
        const count = await deleteSessionsOf(tenant, tx, person)
        await appendLog(tenant, tx, {
          v: 1,
          kind: 'session.closed',
          at: new Date(deps.clock()).toISOString(),
          by: { role: 'api', person },
          detail: { kind, everywhere: count },
        })
        return count
      })
      void reply.clearCookie(sessionCookie, cookieOptions)
      return { ended }
    },
  )
}
