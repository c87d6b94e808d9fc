import { z } from 'zod'
import { readApprovers } from '#store/approved.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { createTeller } from '../requests/told.ts'
import { callerOf, hasRole } from '../session/caller.ts'

const dayMs = 86_400_000
const Query = z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(90) })

const Approver = z
  .strictObject({
    person: z.string(),
    name: z.string().nullable(),
    you: z.boolean(),
    /** Yeses and noes that counted. */
    yes: z.int(),
    no: z.int(),
    /** Of a hundred that they decided. */
    approvedPercent: z.int(),
    /** How many of them in somebody else's name. */
    forOthers: z.int(),
    /** From when it was asked to when they said it; half came sooner. */
    medianMs: z.int(),
  })
  .meta({ id: 'Approver' })

/** `GET /api/approvers`: how soon people decide and how often they say yes; one's own, and everybody's for who may see people. */
export function addListApprovers(app: App, deps: ApiDeps): void {
  app.get(
    '/api/approvers',
    {
      schema: {
        tags: ['approvals'],
        summary: 'How soon each approver decides, and how often with yes',
        querystring: Query,
        response: {
          200: z.strictObject({ since: z.iso.datetime(), items: z.array(Approver) }),
          ...problems,
        },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const since = new Date(deps.clock() - request.query.days * dayMs)
      const person = hasRole(caller, 'admin', 'auditor') ? null : caller.person
      return deps.database.read(caller.tenant, async (tx) => {
        const rows = await readApprovers(caller.tenant, tx, { since, person })
        const nameOf = await createTeller(deps, caller, tx).meet(rows.map((row) => row.person))
        return {
          since: since.toISOString(),
          items: rows.map((row) => ({
            ...row,
            name: nameOf(row.person),
            you: row.person === caller.person,
            approvedPercent: Math.round((row.yes / (row.yes + row.no)) * 100),
            medianMs: Math.round(row.medianMs),
          })),
        }
      })
    },
  )
}
