import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { appendLog } from '#store/log.ts'
import { findRequest, updateRequest } from '#store/requests.ts'
import { deleteScratch } from '#store/scratch.ts'
import type { GateDeps } from '../deps.ts'
import type { ShredInput } from '../types.ts'

export type ShredDeps = Pick<GateDeps, 'tenant' | 'database' | 'keys' | 'clock'>

/**
 * Closes the request and destroys its content: first the record says that it is closed, then the key goes, then the
 * rows. INVARIANT: a crash between any two leaves nothing readable that should not be, and a repeat finishes it.
 */
export async function shred(deps: ShredDeps, workflowId: string, input: ShredInput): Promise<void> {
  const requestId = input.request as RequestId
  const now = () => new Date(deps.clock())
  await deps.database.transaction(deps.tenant, async (tx) => {
    const request = await findRequest(deps.tenant, tx, requestId)
    if (!request || request.workflow_id !== workflowId) throw new DexError('request_unknown')
    if (request.closed_at !== null) return
    const closing = updateRequest(deps.tenant, tx, requestId, {
      status: input.status,
      status_code: input.code,
      closed_at: now(),
    })
    const voiding = tx
      .updateTable('approvals')
      .set({ state: 'void', closed_at: now() })
      .where('tenant', '=', deps.tenant)
      .where('request', '=', requestId)
      .where('state', '=', 'pending')
      .execute()
    const logging = appendLog(deps.tenant, tx, {
      v: 1,
      kind: 'request.closed',
      at: now().toISOString(),
      by: { role: 'gate' },
      request: requestId,
      code: input.status,
      detail: { code: input.code },
    })
    await Promise.all([closing, voiding, logging])
  })
  await destroyContent(deps, requestId)
}

/** The second half, alone: for a request that was closed when the process died. */
export async function destroyContent(deps: ShredDeps, requestId: RequestId): Promise<void> {
  await deps.keys.destroyRequest(deps.tenant, requestId)
  await deps.database.transaction(deps.tenant, async (tx) => {
    const request = await findRequest(deps.tenant, tx, requestId)
    if (!request || request.destroyed_at !== null) return
    await Promise.all([
      deleteScratch(deps.tenant, tx, requestId),
      updateRequest(deps.tenant, tx, requestId, { destroyed_at: new Date(deps.clock()) }),
      appendLog(deps.tenant, tx, {
        v: 1,
        kind: 'content.destroyed',
        at: new Date(deps.clock()).toISOString(),
        by: { role: 'gate' },
        request: requestId,
      }),
    ])
  })
}
