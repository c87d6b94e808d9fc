import type { RequestId } from '#contract/ids.ts'
import { appendLog } from '#store/log.ts'
import { updateRequest } from '#store/requests.ts'
import type { GateDeps } from '../deps.ts'
import { ownRequest } from '../execute/load.ts'
import type { RecordInput } from '../types.ts'
import { corroborate } from './corroborate.ts'
import { departmentOf } from './department-of.ts'
import { writeHandOver } from './hand-over.ts'

/** Writes progress down that no other activity does, or compares our record with the platform's. */
export async function record(
  deps: GateDeps,
  workflowId: string,
  attempt: number,
  input: RecordInput,
): Promise<void> {
  const requestId = input.request as RequestId
  const { change } = input
  if (change.kind === 'corroborate') return corroborate(deps, workflowId, attempt, requestId, change.step)
  const escalates = change.kind === 'status' && change.status === 'escalated'
  // Before the transaction: a platform is asked.
  const department = escalates ? await departmentOf(deps, workflowId, requestId) : null
  await deps.database.transaction(deps.tenant, async (tx) => {
    const request = await ownRequest(deps, tx, requestId, workflowId)
    const common = {
      v: 1,
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'gate' },
      request: requestId,
    } as const
    if (change.kind === 'alarm') {
      await appendLog(deps.tenant, tx, { ...common, kind: 'alarm', code: change.code })
      return
    }
    const handed =
      change.status === 'escalated'
        ? await writeHandOver(deps, tx, { ...request, department }, change.code ?? 'escalated')
        : null
    await updateRequest(deps.tenant, tx, requestId, { status: change.status, status_code: change.code })
    await appendLog(deps.tenant, tx, {
      ...common,
      kind: 'request.status',
      code: change.status,
      detail: { code: change.code, ...(handed !== null && handed.to !== null && { to: handed.to }) },
    })
  })
}
