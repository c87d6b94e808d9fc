import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { newStandingId } from '#contract/new-id.ts'
import { StandingId, type StandingScope, type StandingTerms } from '#contract/standing.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { insertStanding } from '#store/standing-approvals.ts'
import type { ListedStanding } from '#store/standing-record.ts'
import { sealText } from '#vault/envelope.ts'
import { canonicalJson, keyedDigest, keyedHex, standingHash } from '#vault/hashes.ts'
import type { App } from '../app.ts'
import { assertObligations } from '../approvals/assert-decidable.ts'
import { createReasons } from '../approvals/reasons.ts'
import { standingStepUp } from '../approvals/step-up.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { findStanding, readStanding, reasonPlace } from './read-standing.ts'
import { Grant, StandingView } from './shape.ts'
import { signStanding } from './sign.ts'
import { assertScope, saidYes, type Source, sourceOf, termsOf } from './terms.ts'

const Headers = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() })

/**
 * `POST /api/standing-approvals`: from an approval that this person said yes to, the same for always. It counts once as many
 * have signed it as the decision asks for; where policy asks for a fresh sign-in it waits for that too.
 */
export function addGrantStanding(app: App, deps: ApiDeps): void {
  const reasons = createReasons(deps)
  app.post(
    '/api/standing-approvals',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['standing approvals'],
        summary: 'Approve always',
        headers: Headers,
        body: Grant,
        response: { 200: StandingView, 201: StandingView, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const said = await reasons(caller.tenant)
      const id = await idOf(deps, caller, request.headers['idempotency-key'])
      const { made, view } = await deps.database.transaction(caller.tenant, async (tx) => {
        const made = await grant(deps, caller, tx, { id, asked: request.body })
        return { made, view: await readStanding(deps, caller, tx, said, id) }
      })
      return reply.code(made ? 201 : 200).send(view)
    },
  )
}

/** The same key of the same person names the same one. */
async function idOf(deps: ApiDeps, caller: Caller, key: string | undefined): Promise<StandingId> {
  if (key === undefined) return newStandingId()
  const lookup = await deps.keys.tenant(caller.tenant, 'lookup')
  return StandingId.parse(`sta_${keyedHex(lookup, `standing\n${caller.person}\n${key}`).slice(0, 32)}`)
}

/** False where this was granted before. */
async function grant(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  { id, asked }: { id: StandingId; asked: Grant },
): Promise<boolean> {
  const { tenant } = caller
  const before = await findStanding(tenant, tx, id, new Date(deps.clock()))
  if (before) return assertSame(before, asked)
  const source = await sourceOf(deps, caller, tx, asked)
  assertScope(source, asked.scope, deps.clock())
  assertObligations(source.obligations, { justification: asked.justification })
  if (!(await saidYes(caller, tx, source.approval.id))) throw new DexError('yes_first')
  const { scope, justification: reason = null } = asked
  return writeStanding(deps, caller, tx, { id, source, scope, reason, renews: null })
}

interface Writing {
  id: StandingId
  source: Source
  scope: StandingScope
  reason: string | null
  /** The lapsed one whose place it takes. */
  renews: string | null
}

/** The terms on record, and this person's signature where no fresh sign-in is asked first; false where another call was sooner. */
export async function writeStanding(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  { id, source, scope, reason, renews }: Writing,
): Promise<boolean> {
  const { tenant, person } = caller
  const lookup = await deps.keys.tenant(tenant, 'lookup')
  const justification = reason === null ? null : keyedDigest(lookup, reason)
  const terms = await termsOf(deps, caller, tx, { source, scope, justification })
  const inserted = await insertStanding(tenant, tx, {
    id,
    action: terms.action,
    grantor: person,
    terms: JSON.stringify(terms),
    source_request: source.approval.request,
    source_step: source.approval.step,
    sealed_reason: reason === null ? null : await sealed(deps, caller, id, reason),
    until: terms.until,
    renews,
  })
  // The same call, sent twice at once: the other one stands.
  if (!inserted) return false
  await appendLog(tenant, tx, granted(deps, caller, { id, terms, source, renews }))
  // Where a fresh sign-in is asked for these terms, they have to stand before it is made: its nonce is their hash.
  const freshly = await standingStepUp(deps, caller, tx, {
    id,
    subject_hash: standingHash({ id, terms }),
    obligations: source.obligations,
  })
  if (freshly === null) await signStanding(deps, caller, tx, { id, terms, obligations: source.obligations })
  return true
}

/** Throws `already_decided` where the key named something else. */
function assertSame(before: ListedStanding, asked: Grant): false {
  const { targets, requesters, channels, params, until, cap } = before.terms
  const scope = { targets, requesters, channels, params, until, cap }
  if (before.approval !== asked.approval || canonicalJson(scope) !== canonicalJson(asked.scope))
    throw new DexError('already_decided', 'this key was used for other terms')
  return false
}

async function sealed(deps: ApiDeps, { tenant }: Caller, id: StandingId, reason: string): Promise<Buffer> {
  return Buffer.from(sealText(await deps.keys.tenant(tenant, 'column'), reason, reasonPlace(tenant, id)))
}

/** The terms by their digest: the names in them are none of the log's. */
const granted = (
  deps: ApiDeps,
  { person }: Caller,
  { id, terms, source, renews }: Pick<Writing, 'id' | 'source' | 'renews'> & { terms: StandingTerms },
) => ({
  v: 1 as const,
  kind: 'standing.granted' as const,
  at: new Date(deps.clock()).toISOString(),
  by: { role: 'api' as const, person },
  request: source.approval.request,
  step: source.approval.step,
  action: terms.action,
  approval: source.approval.id,
  actAs: terms.actAs,
  detail: {
    standing: id,
    terms: standingHash({ id, terms }),
    total: terms.cap.total,
    perDay: terms.cap.perDay,
    until: terms.until,
    ...(renews !== null && { renews }),
  },
})
