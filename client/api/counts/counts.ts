import { z } from 'zod'
import { readLogHead } from '#store/log.ts'
import { countAskedOf, findAskedOf } from '#store/asked-people.ts'
import { countWaitingStanding } from '#store/standing-record.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { countToSign } from '../standing/count-to-sign.ts'
import { problems } from '../problems.ts'
import { seesAll } from '../requests/see.ts'
import { callerOf, hasRole } from '../session/caller.ts'

const Counts = z
  .strictObject({
    /** Approvals that wait for the caller's word, to whoever only reads all; null for who sees none of them. */
    approvals: z.int().nullable(),
    /** Requests under way that the caller sees. */
    requests: z.int(),
    /** Of those, handed over to a person. */
    escalated: z.int(),
    /** Steps of which nobody knows whether they were done; null for who sees none of them. */
    inDoubt: z.int().nullable(),
    /** Entries of the activity log. */
    log: z.int(),
  })
  .meta({ id: 'Counts' })

/** `GET /api/counts`: how much waits, by place. */
export function addCounts(app: App, deps: ApiDeps): void {
  app.get(
    '/api/counts',
    { schema: { tags: ['live'], summary: 'How much waits', response: { 200: Counts, ...problems } } },
    async (request) => {
      const caller = callerOf(request)
      const { tenant, person } = caller
      return deps.database.read(tenant, async (tx) => {
        let open = tx
          .selectFrom('requests')
          .select((select) => [
            select.fn.countAll<string>().as('requests'),
            select.fn.countAll<string>().filterWhere('status', '=', 'escalated').as('escalated'),
          ])
          .where('tenant', '=', tenant)
          .where('closed_at', 'is', null)
        if (!seesAll(caller)) {
          open = open.where((where) =>
            where.or([where('requester_person', '=', person), where('authors', '@>', where.val([person]))]),
          )
        }
        const waiting = tx
          .selectFrom('approvals')
          .select((select) => select.fn.countAll<string>().as('approvals'))
          .where('tenant', '=', tenant)
          .where('state', '=', 'pending')
        const doubts = tx
          .selectFrom('ledger')
          .select((select) => select.fn.countAll<string>().as('inDoubt'))
          .where('tenant', '=', tenant)
          .where('state', '=', 'in_doubt')
        const now = new Date(deps.clock())
        const decides = hasRole(caller, 'admin', 'approver')
        const sees = decides || hasRole(caller, 'auditor')
        const mine = async (): Promise<number> => {
          const of = await findAskedOf(tenant, tx, { person, lookup: caller.emailLookup, at: now })
          return (await countAskedOf(tenant, tx, of)) + (await countToSign(caller, tx, now))
        }
        const all = async (): Promise<number> => {
          const { approvals } = await waiting.executeTakeFirstOrThrow()
          return Number(approvals) + (await countWaitingStanding(tenant, tx, now))
        }
        const [requests, head, approvals, inDoubt] = await Promise.all([
          open.executeTakeFirstOrThrow(),
          readLogHead(tenant, tx),
          decides ? mine() : sees ? all() : null,
          hasRole(caller, 'admin', 'approver', 'auditor', 'operator')
            ? doubts.executeTakeFirstOrThrow()
            : null,
        ])
        return {
          approvals,
          requests: Number(requests.requests),
          escalated: Number(requests.escalated),
          inDoubt: inDoubt && Number(inDoubt.inDoubt),
          log: head?.seq ?? 0,
        }
      })
    },
  )
}
