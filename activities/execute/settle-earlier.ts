import { endApproval } from '#store/approvals.ts'
import { settle } from '#store/ledger.ts'
import { appendLog } from '#store/log.ts'
import { updateProposal } from '#store/proposals.ts'
import type { GateDeps } from '../deps.ts'
import type { Loaded } from './context.ts'
import { settleLine } from './list/settle-line.ts'
import { listOnRecord } from './propose.ts'
import { tell } from './tell.ts'

export interface EarlierAttempt {
  step: number
  action: string
  actionHash: string
  idempotencyKey: string
  attempt: number
  actAs: { person: string; connection: string } | null
}

/**
 * What became of an attempt that this one does not go on with. `failed`: surely not done; the step is over and its yeses
 * are void (T4). `in_doubt`: a person has to look. Nothing where another attempt took over meanwhile.
 */
export async function settleEarlier(
  deps: GateDeps,
  loaded: Pick<Loaded, 'requestId' | 'key' | 'call' | 'approval' | 'line'>,
  earlier: EarlierAttempt,
  state: 'failed' | 'in_doubt',
  code: string,
): Promise<void> {
  const { tenant } = deps
  const { requestId, approval } = loaded
  const { step, action, actionHash, idempotencyKey, attempt, actAs } = earlier
  const now = new Date(deps.clock())
  await deps.database.transaction(tenant, async (tx) => {
    const change = { state, outcome_code: code, settled_at: now }
    if (!(await settle(tenant, tx, idempotencyKey, attempt, change))) return
    const ended = state === 'failed' ? 'void' : state
    await updateProposal(tenant, tx, requestId, step, { state: ended, outcome_code: code })
    if (loaded.line !== null) await settleLine(deps, tx, loaded, { state, code, read_back: null })
    else if (approval && state === 'failed')
      await endApproval(tenant, tx, approval.id, { state: 'void', code: 'attempt_failed', at: now })
    if (state === 'in_doubt' && loaded.line === null) {
      const message = 'it cannot be told whether the platform did it; a person looks'
      await tell(tenant, tx, requestId, loaded.key, loaded.call.ref, {
        isError: true,
        content: { failed: code, message },
      })
    }
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'action.outcome',
      at: now.toISOString(),
      by: { role: 'gate' },
      request: requestId,
      step,
      action,
      actionHash,
      actAs,
      idempotencyKey,
      attempt,
      code,
      ...(loaded.line !== null && { detail: listOnRecord(loaded) }),
    })
  })
}
