import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import { type AutonomyRow, readAutonomy } from '#store/autonomy.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { offeredBy } from '../standing/offered.ts'

const dayMs = 86_400_000
/** How often people have to have said yes, and never no, before it is called ripe. */
export const ripeFrom = 5

const Query = z.strictObject({ days: z.coerce.number().int().min(1).max(365).default(90) })

const Kind = z
  .strictObject({
    action: z.string(),
    risk: z.string(),
    proposed: z.int(),
    permitted: z.int(),
    denied: z.int(),
    asked: z.int(),
    approved: z.int(),
    rejected: z.int(),
    expired: z.int(),
    /** What was asked changed before it was decided. */
    changed: z.int(),
    waiting: z.int(),
    /** Ran under a standing approval. */
    standing: z.int(),
    done: z.int(),
    failed: z.int(),
    inDoubt: z.int(),
    /** Done and taken back later, by the action that the catalog names. Null: nothing takes it back. */
    undone: z.int().nullable(),
    medianMs: z.number().nullable(),
    /** Whether approving always is worth a look, and why or why not. */
    ripe: z.boolean(),
    why: z.string(),
    /** An approval of it that waits, from which it can be granted. */
    pending: z.string().nullable(),
    /** Standing approvals of it in force. */
    inForce: z.int(),
  })
  .meta({ id: 'AutonomyKind' })

/** `GET /api/autonomy`: by kind of change, how often people were asked and what they said. */
export function addShowAutonomy(app: App, deps: ApiDeps): void {
  app.get(
    '/api/autonomy',
    {
      schema: {
        tags: ['standing approvals'],
        summary: 'How each kind of change was decided, and what is ripe for always',
        querystring: Query,
        response: {
          200: z.strictObject({ since: z.iso.datetime(), items: z.array(Kind) }),
          ...problems,
        },
      },
    },
    async (request) => {
      const { tenant } = callerOf(request)
      const now = new Date(deps.clock())
      const since = new Date(now.getTime() - request.query.days * dayMs)
      const reverses = [...deps.catalog.values()].flatMap(({ name, reversible }) =>
        reversible === null ? [] : [{ action: name, by: reversible.by }],
      )
      const rows = await deps.database.read(tenant, (tx) =>
        readAutonomy(tenant, tx, { since, now, reverses }),
      )
      return {
        since: since.toISOString(),
        items: rows.map((row) => kindOf(deps.catalog.get(row.action), row)),
      }
    },
  )
}

function kindOf(action: ActionDefinition | undefined, row: AutonomyRow): z.infer<typeof Kind> {
  const { bundle: _bundle, medianMs, obligations, undone, ...counts } = row
  const not = notRipe(action, row)
  return {
    ...counts,
    risk: action?.risk ?? 'high',
    undone: action?.reversible === null ? null : undone,
    medianMs: medianMs === null ? null : Math.round(medianMs),
    ripe: not === null,
    why: not ?? `${row.approved} times yes and never no; policy offers ${sayOffer(action, obligations)}`,
  }
}

/** The first thing that speaks against it, in words; null: ripe. */
function notRipe(action: ActionDefinition | undefined, row: AutonomyRow): string | null {
  if (row.asked === 0) return row.standing > 0 ? 'it runs under a standing approval' : 'nobody is asked'
  const offered = offeredBy(action, row.obligations ?? {}, 'action')
  if (offered.always === null) return offered.why
  if (row.inForce > 0) return 'a standing approval is in force'
  if (row.rejected > 0) return `people said no ${times(row.rejected)}`
  if (row.undone > 0) return `it was taken back ${times(row.undone)}`
  if (row.failed + row.inDoubt > 0) return `it did not succeed ${times(row.failed + row.inDoubt)}`
  if (row.changed > 0) return `it changed before it was decided ${times(row.changed)}`
  if (row.approved < ripeFrom) return `asked too few times to tell: ${row.approved} of ${ripeFrom} times yes`
  return null
}

function sayOffer(action: ActionDefinition | undefined, obligations: AutonomyRow['obligations']): string {
  const { always } = offeredBy(action, obligations ?? {}, 'action')
  return always === null ? 'nothing' : `${always.for} and ${always.cap} times`
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
