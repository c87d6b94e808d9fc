import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { endApprovalsOf } from '#store/approvals.ts'
import type { Tx } from '#store/database.ts'
import { findSayer } from '#store/decisions.ts'
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
  await deps.database.transaction(deps.tenant, async (tx, last) => {
    const request = await findRequest(deps.tenant, tx, requestId)
    if (!request || request.workflow_id !== workflowId) throw new DexError('request_unknown')
    if (request.closed_at !== null) return
    const [logEnds] = await Promise.all([
      endWaiting(deps, tx, requestId, input),
      updateRequest(deps.tenant, tx, requestId, {
        status: input.status,
        status_code: input.code,
        closed_at: now(),
      }),
    ])
    last()
    const logging = appendLog(deps.tenant, tx, {
      v: 1,
      kind: 'request.closed',
      at: now().toISOString(),
      by: { role: 'gate' },
      request: requestId,
      code: input.status,
      detail: { code: input.code },
    })
    await Promise.all([logging, logEnds()])
  })
  await destroyContent(deps, requestId)
}

/** Whoever was asked learns why it is gone, and by whose word; answers what puts that on record. */
async function endWaiting(
  { tenant, clock }: ShredDeps,
  tx: Tx,
  request: RequestId,
  { status, code }: ShredInput,
): Promise<() => Promise<unknown>> {
  const verdict = status === 'cancelled' ? 'cancel' : code === 'taken_over' ? 'take_over' : null
  const end = {
    code:
      verdict === 'cancel'
        ? 'request_cancelled'
        : verdict === 'take_over'
          ? 'request_taken_over'
          : 'request_closed',
    by: verdict === null ? null : await findSayer(tenant, tx, request, verdict),
    at: new Date(clock()),
  } as const
  const all = await endApprovalsOf(tenant, tx, request, end)
  return () =>
    Promise.all(
      all.map((ended) =>
        appendLog(tenant, tx, {
          v: 1,
          kind: 'approval.closed',
          at: end.at.toISOString(),
          by: { role: 'gate', ...(end.by !== null && { person: end.by }) },
          request,
          step: ended.step,
          actionHash: ended.subject_hash,
          approval: ended.id,
          code: 'approval_void',
          detail: { changed: end.code },
        }),
      ),
    )
}

/** The second half, alone: for a request that was closed when the process died. */
export async function destroyContent(deps: ShredDeps, requestId: RequestId): Promise<void> {
  await deps.keys.destroyRequest(deps.tenant, requestId)
  await deps.database.transaction(deps.tenant, async (tx, last) => {
    const request = await findRequest(deps.tenant, tx, requestId)
    if (!request || request.destroyed_at !== null) return
    last()
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
