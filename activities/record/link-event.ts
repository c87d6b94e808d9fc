import type { PlatformEvent } from '#contract/connector.ts'
import { type LedgerRow, setPlatformEvent } from '#store/ledger.ts'
import { appendLog } from '#store/log.ts'
import type { GateDeps } from '../deps.ts'

/** Puts the platform's event beside our write, or on record that there is none yet. */
export async function linkEvent(
  deps: GateDeps,
  ledger: LedgerRow,
  event: PlatformEvent | null,
): Promise<void> {
  const requestId = event?.requestId ?? ledger.platform_request_id
  await deps.database.once(deps.tenant, async (tx) => {
    await Promise.all([
      event && setPlatformEvent(deps.tenant, tx, ledger.idempotency_key, event.id, event.requestId),
      appendLog(deps.tenant, tx, {
        v: 1,
        kind: event ? 'action.corroborated' : 'action.uncorroborated',
        at: new Date(deps.clock()).toISOString(),
        by: { role: 'gate' },
        request: ledger.request,
        step: ledger.step,
        action: ledger.action,
        actionHash: ledger.action_hash,
        idempotencyKey: ledger.idempotency_key,
        platform: { requestId, eventId: event?.id ?? null },
        ...(event && { detail: { event: event.type, published: event.published } }),
      }),
    ])
  })
}
