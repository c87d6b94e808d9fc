import { z } from 'zod'
import { risks } from '#contract/action.ts'
import { DexError } from '#contract/error.ts'
import { Channel, RequestStatus } from '#contract/request.ts'
import { listRequests, type RequestFilter } from '#store/requests.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { emailDigest } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { seesAll } from './see.ts'
import { RequestView, untold, viewOf } from './shape.ts'
import { createTeller } from './told.ts'

const Query = z.strictObject({
  status: RequestStatus.optional(),
  /** Whether it is under way. */
  open: z.enum(['true', 'false']).optional(),
  channel: Channel.optional(),
  risk: z.enum(risks).optional(),
  /** A request's id, an external id, an action's name or a beginning of it, or the e-mail address of who asked. */
  q: z
    .string()
    .trim()
    .max(320)
    .regex(/^[^\0]*$/)
    .optional(),
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
      const { status, channel, risk, open, q, limit, after } = request.query
      const filter: RequestFilter = {
        limit,
        ...(status !== undefined && { status }),
        ...(channel !== undefined && { channel }),
        ...(risk !== undefined && { risk }),
        ...(open !== undefined && { open: open === 'true' }),
        ...(q !== undefined && q !== '' && { search: await searchOf(deps, caller, q) }),
        ...(!seesAll(caller) && { of: { person: caller.person, lookup: caller.emailLookup } }),
        ...(after !== undefined && { before: placeOf(after) }),
      }
      return deps.database.read(caller.tenant, async (tx) => {
        const rows = await listRequests(caller.tenant, tx, filter)
        const told = await createTeller(deps, caller, tx).tell(rows)
        const items = rows.map((row) => viewOf(caller, row, told.get(row.id) ?? untold))
        const last = rows.length === limit ? rows.at(-1) : undefined
        return { items, next: last ? `${last.opened_at.getTime()}_${last.id}` : null }
      })
    },
  )
}

function placeOf(text: string): { openedAt: Date; id: string } {
  const match = /^(\d{1,15})_(req_[A-Za-z0-9]{20,32})$/.exec(text)
  if (!match?.[1] || !match[2]) throw new DexError('input_invalid', undefined, { extra: { path: 'after' } })
  return { openedAt: new Date(Number(match[1])), id: match[2] }
}

/** Names and texts are sealed and are not searched: an address is looked up by its keyed digest. */
async function searchOf(
  deps: ApiDeps,
  caller: Caller,
  text: string,
): Promise<NonNullable<RequestFilter['search']>> {
  return text.includes('@')
    ? { lookup: await emailDigest(deps, caller.tenant, text) }
    : { text: text.toLowerCase() }
}
