import type { ActionDefinition } from '#contract/action.ts'
import type { Obligations } from '#contract/decision.ts'
import { durationMs } from '#contract/duration.ts'
import { DexError } from '#contract/error.ts'
import type { StandingScope, StandingTerms } from '#contract/standing.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import { digestOfUnion } from '#policy/digest.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import { findInForce } from '#store/bundles.ts'
import { listConnections } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { listHeardYeses } from '#store/decisions.ts'
import { findProposal } from '#store/proposals.ts'
import { type ListedStanding, signedStanding } from '#store/standing-record.ts'
import { connectUrl } from '../approvals/platform.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import type { RequestId } from '#contract/ids.ts'
import { type Always, offeredBy } from './offered.ts'
import type { Ask } from './shape.ts'

/** What a standing approval is granted from. */
export interface Source {
  approval: WaitingApproval
  action: ActionDefinition
  version: number
  always: Always
  obligations: Obligations
}

const over = { rejected: 'approval_rejected', expired: 'approval_expired', void: 'approval_void' } as const

/**
 * The approval exactly as it was shown, under the policy of now. Throws `not_found`, `version_stale`, why nothing is granted
 * from it any more, and `always_not_offered` with the reason.
 */
export async function sourceOf(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  ask: Omit<Ask, 'scope'>,
): Promise<Source> {
  const { tenant } = caller
  const [approval] = await listApprovals(tenant, tx, { id: ask.approval, limit: 1 })
  if (!approval) throw new DexError('not_found')
  if (approval.subject_hash !== ask.hash || approval.version !== ask.version)
    throw new DexError('version_stale', undefined, {
      extra: { hash: approval.subject_hash, version: approval.version },
    })
  if (Object.hasOwn(over, approval.state)) throw new DexError(over[approval.state as keyof typeof over])
  const proposal = await findProposal(tenant, tx, approval.request as RequestId, approval.step)
  const action = deps.catalog.get(approval.action)
  const obligations = approval.obligations as Obligations
  const { always, why } = offeredBy(action, obligations, approval.subject_kind)
  if (!action || always === null) throw new DexError('always_not_offered', why ?? undefined)
  const inForce = await findInForce(tenant, tx)
  const bundle =
    inForce.tenant === null ? inForce.operator : digestOfUnion(inForce.operator ?? '', inForce.tenant)
  if (bundle !== approval.bundle || proposal?.action_version !== action.version)
    throw new DexError(
      'version_stale',
      'policy or the action is another one since; the next of its kind shows it',
    )
  return { approval, action, version: action.version, always, obligations }
}

/** Throws `terms_too_wide` with the place and the most that is offered, `params_invalid`, and `body_invalid`. */
export function assertScope({ approval, action, always }: Source, scope: StandingScope, now: number): void {
  const wide = (path: string, most: string | number) =>
    new DexError('terms_too_wide', undefined, { extra: { path: `scope.${path}`, most } })
  const untilMs = Date.parse(scope.until)
  if (untilMs <= now)
    throw new DexError('body_invalid', 'it would have ended already', { extra: { path: 'scope.until' } })
  if (untilMs - now > durationMs(always.for)) throw wide('until', untilMax(always, now))
  if (scope.cap.total > always.cap) throw wide('cap.total', always.cap)
  if (scope.cap.perDay > scope.cap.total) throw wide('cap.perDay', scope.cap.total)
  // What is asked of people at the console is asked of that console's admin; elsewhere it is asked of others.
  const console = approval.channel === 'pro'
  if (scope.channels.some((channel) => (channel === 'pro') !== console))
    throw wide('channels', console ? 'pro' : 'ticket, go')
  for (const [name, values] of Object.entries(scope.params)) {
    const shape = Object.hasOwn(action.params.shape, name) ? action.params.shape[name] : undefined
    const fits = (value: unknown) => shape?.safeParse(value).success === true
    if (!values.every(fits))
      throw new DexError('params_invalid', undefined, { extra: { path: `scope.params.${name}` } })
  }
}

export const untilMax = (always: Always, now: number): string =>
  new Date(now + durationMs(always.for)).toISOString()

/** Complete, on the delegation of who grants it. Throws `connection_required` with the link. */
export async function termsOf(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  of: { source: Source; scope: StandingScope; justification: string | null },
): Promise<StandingTerms> {
  const { approval, action, version } = of.source
  const { person } = caller
  const { platform } = action
  const [own] = await listConnections(caller.tenant, tx, { person, platform, kind: 'admin' })
  if (!own)
    throw new DexError('connection_required', undefined, {
      extra: { platform, connectUrl: connectUrl(deps, platform, approval.id) },
    })
  return {
    ...of.scope,
    action: action.name,
    version,
    actAs: { person, connection: own.id },
    obligations: approval.obligations_digest as StandingTerms['obligations'],
    bundle: approval.bundle as StandingTerms['bundle'],
    justification: of.justification,
  }
}

/** Whether the gate counted this person's yes to the one; who was not entitled there is not here. */
export async function saidYes(caller: Caller, tx: Tx, approval: string): Promise<boolean> {
  return (await saidYesTo(caller, tx, [approval])).has(approval)
}

/** Who may sign these terms: whose yes to the one counted, or who signed what they renew. */
export async function maySignOf(
  caller: Caller,
  tx: Tx,
  rows: readonly Pick<ListedStanding, 'approval' | 'renews'>[],
): Promise<(row: Pick<ListedStanding, 'approval' | 'renews'>) => boolean> {
  const [said, signed] = await Promise.all([
    saidYesTo(
      caller,
      tx,
      rows.map((row) => row.approval),
    ),
    signedStanding(caller.tenant, tx, {
      person: caller.person,
      ids: rows.flatMap((row) => row.renews ?? []),
    }),
  ])
  return ({ approval, renews }) => said.has(approval) || (renews !== null && signed.has(renews))
}

/** To which of these approvals. */
async function saidYesTo(caller: Caller, tx: Tx, approvals: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await listHeardYeses(caller.tenant, tx, { person: caller.person, approvals })
  // What was said in another's name is for the time of their absence, not for always.
  const own = rows.filter((row) => (row.statement as DecisionStatement).onBehalfOf === null)
  return new Set(own.flatMap((row) => row.approval ?? []))
}
