import { durationMs } from '#contract/duration.ts'
import { isDexError } from '#contract/error.ts'
import { Digest } from '#contract/ids.ts'
import type { StandingScope } from '#contract/standing.ts'
import { coverageOf } from '#policy/standing-coverage.ts'
import { listApprovals } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import { type ListedStanding, listAsked } from '#store/standing-record.ts'
import { askedOf, type Reasons } from '../approvals/reasons.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import { offeredBy } from './offered.ts'
import { bundleDigest, neededOf } from './read-standing.ts'
import { recordedCase } from './recorded.ts'
import { sayScope } from './say.ts'
import type { Renewal } from './shape.ts'
import { assertScope, type Source, sourceOf } from './terms.ts'

const lookedMax = 100

export interface Renewing {
  /** Null where nothing like it was asked under the policy of now. */
  source: Source | null
  scope: StandingScope | null
  view: Renewal
}

/**
 * What a lapsed one would be anew: its own terms with what is left of their time and cap, answering what policy asks now of the
 * same. INVARIANT: no bound of it is wider than the lapsed one's, nor than what the fresh demand offers.
 */
export async function renewing(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  row: ListedStanding,
  reasons: Reasons,
): Promise<Renewing> {
  const source = await findSource(deps, caller, tx, row)
  const scope = source && remainderOf(row, source, deps.clock())
  const why = against(deps, row, source, scope)
  const { obligations } = source ?? row
  return {
    source,
    scope,
    view: {
      possible: why === null,
      why,
      changed: changesOf(row, source, scope, reasons),
      approval: source && {
        id: source.approval.id,
        hash: source.approval.subject_hash,
        version: source.approval.version,
      },
      until: scope?.until ?? null,
      cap: scope?.cap ?? null,
      says: scope === null ? [] : sayScope(scope, reasons.names),
      needed: neededOf(obligations),
      justification: obligations.justification === true,
      stepUp: obligations.step_up !== undefined,
    },
  }
}

/** The newest approval under the policy of now that offers `always`, of a case that the old terms cover as far as is known. */
async function findSource(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  { action: name, terms }: ListedStanding,
): Promise<Source | null> {
  const action = deps.catalog.get(name)
  const bundle = await bundleDigest(caller.tenant, tx)
  if (!action) return null
  const asked = (await listAsked(caller.tenant, tx, { action: name, limit: lookedMax })).filter(
    (each) =>
      each.bundle === bundle &&
      each.action_version === action.version &&
      (each.approval === 'pending' || each.approval === 'approved'),
  )
  const now = { ...terms, version: action.version }
  for (const each of asked) {
    const coverage = coverageOf(now, await recordedCase(deps, caller.tenant, action, now, each))
    if (coverage.verdict === 'not') continue
    const [approval] = await listApprovals(caller.tenant, tx, { id: each.asked_as, limit: 1 })
    if (!approval) continue
    const { id, subject_hash: hash, version } = approval
    try {
      return await sourceOf(deps, caller, tx, { approval: id, hash: Digest.parse(hash), version })
    } catch (error) {
      if (!isDexError(error)) throw error
    }
  }
  return null
}

function remainderOf(
  { terms, used, usedToday }: ListedStanding,
  { always }: Source,
  now: number,
): StandingScope | null {
  const total = Math.min(terms.cap.total - used, always.cap)
  const untilMs = Math.min(Date.parse(terms.until), now + durationMs(always.for))
  // What ran in the last 24 hours counts against the new one's days too: both together never run oftener than the old one might.
  const perDay = Math.min(terms.cap.perDay - usedToday, total)
  if (total < 1 || perDay < 1 || untilMs <= now) return null
  const { targets, requesters, channels, params } = terms
  return {
    targets,
    requesters,
    channels,
    params,
    until: new Date(untilMs).toISOString(),
    cap: { total, perDay },
  }
}

/** The first thing that stands against it, in words. */
function against(
  deps: ApiDeps,
  { terms, used, usedToday }: ListedStanding,
  source: Source | null,
  scope: StandingScope | null,
): string | null {
  const now = deps.clock()
  if (used >= terms.cap.total) return 'it ran as often as it may'
  if (Date.parse(terms.until) <= now) return 'its time is over'
  if (usedToday >= terms.cap.perDay)
    return 'it ran as often in the last 24 hours as it may; once they are over, this can be confirmed'
  if (source === null)
    return 'nothing like it was asked under the policy of now; once the next one is, this can be confirmed'
  if (scope === null) return 'nothing of its time or its cap is left'
  try {
    assertScope(source, scope, now)
    return null
  } catch (error) {
    if (isDexError(error, 'params_invalid')) return 'a parameter that it names has another form by now'
    if (isDexError(error, 'terms_too_wide')) return 'policy does not offer it any more for what it covered'
    throw error
  }
}

function changesOf(
  row: ListedStanding,
  source: Source | null,
  scope: StandingScope | null,
  reasons: Reasons,
): string[] {
  const { terms, used, usedToday } = row
  const said: string[] = []
  if (row.code === 'rights')
    said.push(
      'somebody who signed it could not approve it when it was last used; their rights are read at each use',
    )
  if (source === null) return said
  if (source.version !== terms.version)
    said.push(`the action is version ${source.version} by now; it was version ${terms.version}`)
  const asks = (obligations: ListedStanding['obligations']) => [
    ...askedOf(reasons, obligations).map(({ who, quorum }) => `${quorum} of ${who}`),
    ...(obligations.justification === true ? ['a reason'] : []),
    ...(obligations.step_up === undefined ? [] : ['a fresh sign-in']),
  ]
  const [before, now] = [asks(row.obligations).join(', '), asks(source.obligations).join(', ')]
  if (before !== now) said.push(`policy asks for ${now}; it asked for ${before}`)
  const offer = offeredBy(source.action, row.obligations, 'action').always
  const sayOffer = (always: typeof offer) =>
    always === null ? 'nothing' : `${always.for} and ${always.cap} times`
  if (sayOffer(offer) !== sayOffer(source.always))
    said.push(`policy offers at most ${sayOffer(source.always)}; it offered ${sayOffer(offer)}`)
  if (said.length === 0 && row.code === 'policy') said.push('another rule asks for the same')
  if (used > 0) said.push(`${used} of its ${terms.cap.total} times are used`)
  if (usedToday > 0 && scope !== null)
    said.push(
      `${usedToday} of them in the last 24 hours: confirmed now it has ${scope.cap.perDay} a day, confirmed after them as many as before`,
    )
  if (scope !== null && scope.until !== terms.until)
    said.push(`it would end ${scope.until.slice(0, 16).replace('T', ' ')} UTC, sooner than before`)
  return said
}
