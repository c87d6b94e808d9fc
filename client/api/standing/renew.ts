import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { StandingId } from '#contract/standing.ts'
import type { Tx } from '#store/database.ts'
import { findRenewals, type ListedStanding } from '#store/standing-record.ts'
import { keyedHex } from '#vault/hashes.ts'
import type { App } from '../app.ts'
import { assertObligations } from '../approvals/assert-decidable.ts'
import { createReasons, type Reasons } from '../approvals/reasons.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { writeStanding } from './grant.ts'
import { findStanding, mayRenew, readStanding } from './read-standing.ts'
import { renewing } from './renewal.ts'
import { Renew, Renewal, StandingView } from './shape.ts'

/**
 * `GET` and `POST /api/standing-approvals/{id}/renewal`: what a lapsed one would be anew and what is another since, and its
 * grantor's yes to exactly that. It is a standing approval of its own, signed as any; further signers see it in the inbox.
 */
export function addRenewStanding(app: App, deps: ApiDeps): void {
  const reasons = createReasons(deps)
  const url = '/api/standing-approvals/:id/renewal'
  const params = z.object({ id: z.string().max(100) })
  app.get(
    url,
    {
      schema: {
        tags: ['standing approvals'],
        summary: 'What a lapsed one would be anew, and what is another since',
        params,
        response: { 200: Renewal, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const said = await reasons(caller.tenant)
      return deps.database.read(caller.tenant, async (tx) => {
        const row = await lapsed(deps, caller, tx, request.params.id)
        return (await renewing(deps, caller, tx, row, said)).view
      })
    },
  )
  app.post(
    url,
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['standing approvals'],
        summary: 'Confirm a lapsed one anew, with what is left of it',
        params,
        body: Renew,
        response: { 200: StandingView, 201: StandingView, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const said = await reasons(caller.tenant)
      const { made, view } = await deps.database.transaction(caller.tenant, async (tx) => {
        const row = await lapsed(deps, caller, tx, request.params.id)
        const { id, made } = await renew(deps, caller, tx, row, { asked: request.body, said })
        return { made, view: await readStanding(deps, caller, tx, said, id) }
      })
      return reply.code(made ? 201 : 200).send(view)
    },
  )
}

/** Throws `not_found`, and `already_decided` where it counts still or ended otherwise. */
async function lapsed(deps: ApiDeps, caller: Caller, tx: Tx, id: string): Promise<ListedStanding> {
  const row = await findStanding(caller.tenant, tx, id, new Date(deps.clock()))
  if (!row) throw new DexError('not_found')
  if (row.state !== 'lapsed') throw new DexError('already_decided', 'only what lapsed is confirmed anew')
  return row
}

/** Of one there is at most one; repeated by its grantor, it answers what stands. */
async function renew(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  row: ListedStanding,
  { asked, said }: { asked: Renew; said: Reasons },
): Promise<{ id: StandingId; made: boolean }> {
  if (row.grantor !== caller.person)
    throw new DexError('forbidden', 'only who granted it confirms it anew; anybody else grants their own')
  const renewals = await findRenewals(caller.tenant, tx, [row.id])
  const before = renewals.get(row.id)
  if (before !== undefined) return { id: StandingId.parse(before), made: false }
  if (!mayRenew(caller, row, renewals)) throw new DexError('forbidden')
  const { source, scope, view } = await renewing(deps, caller, tx, row, said)
  if (source === null || scope === null || !view.possible)
    throw new DexError('always_not_offered', view.why ?? undefined)
  assertShown(asked, view, deps.clock())
  assertObligations(source.obligations, { justification: asked.justification })
  const lookup = await deps.keys.tenant(caller.tenant, 'lookup')
  // One name for the one renewal there can be: of two calls at once the other finds it.
  const id = StandingId.parse(`sta_${keyedHex(lookup, `renewal\n${row.id}`).slice(0, 32)}`)
  const made = await writeStanding(deps, caller, tx, {
    id,
    source,
    scope: { ...scope, until: asked.until },
    reason: asked.justification ?? null,
    renews: row.id,
  })
  return { id, made }
}

/** Throws `version_stale` where it is about something else, or more than what is left by now. */
function assertShown(asked: Renew, { approval, until, cap }: Renewal, now: number): void {
  const same =
    approval !== null &&
    until !== null &&
    asked.approval === approval.id &&
    asked.hash === approval.hash &&
    asked.version === approval.version &&
    asked.cap.total === cap?.total &&
    asked.cap.perDay === cap.perDay &&
    Date.parse(asked.until) <= Date.parse(until) &&
    Date.parse(asked.until) > now
  if (!same) throw new DexError('version_stale', 'what would be confirmed is another by now')
}
