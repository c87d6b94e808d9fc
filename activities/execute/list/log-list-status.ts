import type { ListRow } from '#store/bulk.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import type { GateDeps } from '../../deps.ts'

/** How a list goes on, on record. */
export async function logListStatus(
  deps: Pick<GateDeps, 'tenant' | 'clock'>,
  tx: Tx,
  list: Pick<ListRow, 'request' | 'step' | 'action' | 'hash' | 'size'>,
  change: { code: string; approval?: string; detail?: Record<string, string | number> },
): Promise<void> {
  await appendLog(deps.tenant, tx, {
    v: 1,
    kind: 'list.status',
    at: new Date(deps.clock()).toISOString(),
    by: { role: 'gate' },
    request: list.request,
    step: list.step,
    action: list.action,
    actionHash: list.hash,
    ...(change.approval === undefined ? {} : { approval: change.approval }),
    code: change.code,
    detail: { size: list.size, ...change.detail },
  })
}
