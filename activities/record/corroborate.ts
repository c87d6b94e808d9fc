import { catalog } from '#catalog/index.ts'
import type { PlatformEvent } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { listUsable } from '#store/connections.ts'
import { setPlatformEvent } from '#store/ledger.ts'
import { appendLog } from '#store/log.ts'
import { findProposal } from '#store/proposals.ts'
import type { GateDeps } from '../deps.ts'
import { ownRequest } from '../execute/load.ts'
import { readerOf } from '../execute/resolve.ts'

const attemptsMax = 6

/**
 * Finds the platform's own audit entry for a write and puts its id beside ours (promise 5). The platform's log lags:
 * throws `uncorroborated` to be tried again, and in the end says on record that it was not found.
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
      tx
        .selectFrom('ledger')
        .selectAll()
        .where('tenant', '=', deps.tenant)
        .where('request', '=', requestId)
        .where('step', '=', step)
        .executeTakeFirst(),
      findProposal(deps.tenant, tx, requestId, step),
    ])
    const connections = await listUsable(deps.tenant, tx, {
      person: null,
      connection: ledger?.act_as?.connection ?? null,
    })
    return { ledger, proposal, connections }
  })
  const { ledger, proposal } = at
  const definition = proposal && catalog.get(proposal.action)
  if (
    !ledger ||
    ledger.state !== 'done' ||
    ledger.platform_event_id !== null ||
    !proposal?.target ||
    !definition
  )
    return
  const event = await findEvent(deps, at.connections, definition.platform, {
    types: definition.events,
    targetId: proposal.target.id,
    since: ledger.intended_at.toISOString(),
    requestId: ledger.platform_request_id,
    actorId: at.connections.find((each) => each.id === ledger.act_as?.connection)?.accountId ?? null,
  })
  if (!event && attempt < attemptsMax)
    throw new DexError('uncorroborated', undefined, { retryAfterMs: 500 * attempt })
  await deps.database.transaction(deps.tenant, async (tx) => {
    await Promise.all([
      event && setPlatformEvent(deps.tenant, tx, ledger.idempotency_key, event.id, event.requestId),
      appendLog(deps.tenant, tx, {
        v: 1,
        kind: event ? 'action.corroborated' : 'action.uncorroborated',
        at: new Date(deps.clock()).toISOString(),
        by: { role: 'gate' },
        request: requestId,
        step,
        action: proposal.action,
        actionHash: proposal.action_hash,
        idempotencyKey: ledger.idempotency_key,
        platform: { requestId: event?.requestId ?? ledger.platform_request_id, eventId: event?.id ?? null },
      }),
    ])
  })
}

async function findEvent(
  deps: GateDeps,
  connections: Parameters<typeof readerOf>[1],
  platform: string,
  wanted: {
    types: readonly string[]
    targetId: string
    since: string
    requestId: string | null
    actorId: string | null
  },
): Promise<PlatformEvent | null> {
  try {
    const { resolver, credential } = await readerOf(deps, connections, platform)
    const query = { types: wanted.types, targetId: wanted.targetId, since: wanted.since }
    const events = await resolver.events(query, credential, AbortSignal.timeout(deps.timing.callMs))
    const byRequest = events.find(
      (event) => wanted.requestId !== null && event.requestId === wanted.requestId,
    )
    // After a read-back we never saw the platform's request id: then it is the same account's event on the same target.
    const byActor =
      wanted.requestId === null ? events.find((event) => event.actorId === wanted.actorId) : undefined
    return byRequest ?? byActor ?? null
  } catch (error) {
    // Not being allowed to read the platform's log is a finding, not a failure of the request.
    if (isDexError(error) && !error.retryable) return null
    throw error
  }
}
