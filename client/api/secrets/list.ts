import { z } from 'zod'
import { listSecretsFor } from '#store/secrets.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

const Waiting = z.strictObject({
  id: z.string(),
  request: z.string(),
  step: z.int(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** The page that shows it, once, to the caller alone. */
  page: z.string(),
})

/** `GET /api/secrets`: what waits for the caller, and never what it is. */
export function addListSecrets(app: App, deps: ApiDeps): void {
  app.get(
    '/api/secrets',
    {
      schema: {
        tags: ['secrets'],
        summary: 'One-time secrets that wait for me',
        response: { 200: z.strictObject({ items: z.array(Waiting) }), ...problems },
      },
    },
    async (request) => {
      const { tenant, person } = callerOf(request)
      const now = new Date(deps.clock())
      const rows = await deps.database.transaction(tenant, (tx) => listSecretsFor(tenant, tx, person, now))
      return {
        items: rows.map((row) => ({
          id: row.id,
          request: row.request,
          step: row.step,
          createdAt: row.created_at.toISOString(),
          expiresAt: row.expires_at.toISOString(),
          page: `/secrets/${row.id}`,
        })),
      }
    },
  )
}
