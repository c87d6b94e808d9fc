import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { RequestStatus } from '#contract/request.ts'
import type { Tx } from '#store/database.ts'
import { listRequests, type RequestFilter, type RequestRow } from '#store/requests.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { seesAll } from './see.ts'
import { RequestView, viewOf } from './shape.ts'

const Query = z.strictObject({
  status: RequestStatus.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** `next` of the page before. */
  after: z.string().max(100).optional(),
})

/** `GET /api/requests`: newest first; an employee sees their own. */
export function addListRequests(app: App, deps: ApiDeps): void {
  app.get(
    '/api/requests',
    {
      schema: {
        tags: ['requests'],
        summary: 'Requests, newest first',
        querystring: Query,
        response: {
          200: z.strictObject({ items: z.array(RequestView), next: z.string().nullable() }),
          ...problems,
        },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { status, limit, after } = request.query
      const filter: RequestFilter = {
        limit,
        ...(status !== undefined && { status }),
        ...(after !== undefined && { before: placeOf(after) }),
      }
      const rows = await deps.database.transaction(caller.tenant, (tx) =>
        seesAll(caller) ? listRequests(caller.tenant, tx, filter) : listOwn(caller, tx, filter),
      )
      const last = rows.length === limit ? rows.at(-1) : undefined
      return {
        items: rows.map((row) => viewOf(caller, row)),
        next: last ? `${last.opened_at.getTime()}_${last.id}` : null,
      }
    },
  )
}

function placeOf(text: string): { openedAt: Date; id: string } {
  const match = /^(\d{1,15})_(req_[A-Za-z0-9]{20,32})$/.exec(text)
  if (!match?.[1] || !match[2]) throw new DexError('input_invalid', undefined, { extra: { path: 'after' } })
  return { openedAt: new Date(Number(match[1])), id: match[2] }
}

async function listOwn(
  caller: Caller,
  tx: Tx,
  { status, before, limit }: RequestFilter,
): Promise<RequestRow[]> {
  let query = tx
    .selectFrom('requests')
    .selectAll()
    .where('tenant', '=', caller.tenant)
    .where((where) =>
      where.or([
        where('requester_person', '=', caller.person),
        where('authors', '@>', where.val([caller.person])),
      ]),
    )
  if (status !== undefined) query = query.where('status', '=', status)
  if (before) {
    query = query.where((where) =>
      where.or([
        where('opened_at', '<', before.openedAt),
        where.and([where('opened_at', '=', before.openedAt), where('id', '<', before.id)]),
      ]),
    )
  }
  return query.orderBy('opened_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}
