import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { lockList, updateList } from '#store/bulk.ts'
import { updateRequest } from '#store/requests.ts'
import type { GateDeps } from '../../deps.ts'
import type { SteerInput } from '../../types.ts'
import { ownRequest } from '../load.ts'
import { logListStatus } from './log-list-status.ts'

/** Writes down how a list that runs goes on, for who watches it. */
export async function steerList(
  deps: GateDeps,
  workflowId: string,
  { request, list, state, code }: SteerInput,
): Promise<void> {
  const requestId = request as RequestId
  await deps.database.transaction(deps.tenant, async (tx) => {
    await ownRequest(deps, tx, requestId, workflowId)
    const row = await lockList(deps.tenant, tx, request, list)
    if (!row || row.started_at === null || row.ended_at !== null)
      throw new DexError('request_unknown', 'no list that runs')
    if (row.state === state && row.code === code) return
    await updateList(deps.tenant, tx, request, list, { state, code })
    if (state !== 'connecting')
      await updateRequest(deps.tenant, tx, requestId, {
        status: 'executing',
        status_code: state === 'running' || (state === 'canary' && code === null) ? null : `list_${state}`,
      })
    await logListStatus(deps, tx, row, { code: code ?? state })
  })
}
