import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { type ConnectionView, listUsable } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { findLedgerOfStep, type LedgerRow } from '#store/ledger.ts'
import { findProposal, type ProposalRow } from '#store/proposals.ts'
import { scratchOf } from '#store/scratch.ts'
import type { GateDeps } from '../deps.ts'
import { ownRequest } from '../execute/load.ts'
import { type Told, toldName } from '../execute/tell.ts'
import { findEvent } from './find-event.ts'
import { linkEvent } from './link-event.ts'

const attemptsMax = 6

/**
 * Finds the platform's own audit entry for a write and puts its id beside ours (promise 5). The platform's log lags:
 * throws `uncorroborated` to be tried again, and in the end says on record that it was not found yet. What a slow log
 * brings later, the reconciler finds.
 */
export async function corroborate(
  deps: GateDeps,
  workflowId: string,
  attempt: number,
  requestId: RequestId,
  step: number,
): Promise<void> {
  const at = await deps.database.read(deps.tenant, async (tx) => {
    const [, ledger, proposal] = await Promise.all([
      ownRequest(deps, tx, requestId, workflowId),
      findLedgerOfStep(deps.tenant, tx, requestId, step),
      findProposal(deps.tenant, tx, requestId, step),
    ])
    const connections = await listUsable(deps.tenant, tx, {
      person: null,
      connection: ledger?.act_as?.connection ?? null,
    })
    const targetId = proposal && (proposal.target?.id ?? (await madeBy(deps, tx, requestId, step)))
    return { ledger, proposal, connections, targetId }
  })
  const { ledger, proposal, connections, targetId } = at
  if (!ledger || ledger.state !== 'done' || ledger.platform_event_id !== null || !proposal) return
  const event = targetId
    ? await findEvent(deps, connections, writtenBy(ledger, proposal, targetId, connections))
    : null
  if (!event && attempt < attemptsMax)
    throw new DexError('uncorroborated', undefined, { retryAfterMs: 500 * attempt })
  await linkEvent(deps, ledger, event)
}

export const writtenBy = (
  ledger: LedgerRow,
  proposal: Pick<ProposalRow, 'action'>,
  targetId: string,
  connections: readonly ConnectionView[],
) => ({
  platform: catalog.get(proposal.action)?.platform ?? '',
  types: catalog.get(proposal.action)?.events ?? [],
  targetId,
  requestId: ledger.platform_request_id,
  actorId: connections.find((each) => each.id === ledger.act_as?.connection)?.accountId ?? null,
  intendedAt: ledger.intended_at,
  settledAt: ledger.settled_at ?? ledger.intended_at,
})

/** What a targetless write made has its id in the result alone: `okta.user.create`. */
async function madeBy(deps: GateDeps, tx: Tx, request: RequestId, step: number): Promise<string | null> {
  const call = await tx
    .selectFrom('calls')
    .select(['turn', 'call_index'])
    .where('tenant', '=', deps.tenant)
    .where('request', '=', request)
    .where('step', '=', step)
    .orderBy('turn', 'desc')
    .executeTakeFirst()
  const key = call && (await deps.keys.request(deps.tenant, request))
  if (!call || !key) return null
  const name = toldName({ turn: call.turn, index: call.call_index })
  const told = (await scratchOf(deps.tenant, tx, request, key).get(name)) as Told | undefined
  const { result } = (told?.content ?? {}) as { result?: { id?: unknown } }
  return typeof result?.id === 'string' ? result.id : null
}
