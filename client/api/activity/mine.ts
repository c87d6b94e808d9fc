import { z } from 'zod'
import { LogEntry } from '#contract/log-entry.ts'
import { readLogOfPerson } from '#store/log-of-person.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'

const Query = z.strictObject({
  /** Only entries before this position. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
})
const Item = z.strictObject({
  seq: z.int(),
  at: z.string(),
  kind: z.string(),
  /** `requester` it was asked for, `subject` it was done to an account of theirs, `actor` they did it, `authority` it ran on their right. */
  because: z.array(z.enum(['requester', 'subject', 'actor', 'authority'])),
  request: z.string().nullable(),
  step: z.int().nullable(),
  action: z.string().nullable(),
  target: z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable(),
  code: z.string().nullable(),
  /** The platform's own id of the call, to ask the platform with. */
  platformRequestId: z.string().nullable(),
})

/** `GET /api/me/activity`: everything Dex did to the person who asks, or for them (GDPR article 15); newest first. */
export function addMyActivity(app: App, deps: ApiDeps): void {
  app.get(
    '/api/me/activity',
    {
      schema: {
        tags: ['activity'],
        summary: 'Everything Dex did to me or for me',
        querystring: Query,
        response: { 200: z.strictObject({ items: z.array(Item), next: z.int().nullable() }), ...problems },
      },
    },
    async (request) => {
      const { tenant, person, emailLookup } = callerOf(request)
      const { limit, before = Number.MAX_SAFE_INTEGER } = request.query
      const rows = await deps.database.read(tenant, (tx) =>
        readLogOfPerson(tenant, tx, { person, emailLookup, before, limit }),
      )
      const items = rows.map(({ seq, entry, because }) => {
        const {
          at,
          kind,
          request: of,
          step,
          action,
          target,
          code,
          platform,
        } = LogEntry.parse(JSON.parse(entry))
        return {
          seq,
          at,
          kind,
          because,
          request: of ?? null,
          step: step ?? null,
          action: action ?? null,
          target: target ?? null,
          code: code ?? null,
          platformRequestId: platform?.requestId ?? null,
        }
      })
      return { items, next: items.length === limit ? (items.at(-1)?.seq ?? null) : null }
    },
  )
}
