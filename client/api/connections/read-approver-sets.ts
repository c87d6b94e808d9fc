import { randomUUID } from 'node:crypto'
import { DexError, isDexError } from '#contract/error.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import { type ApproverSets, listApproverSets } from '#store/approver-sets.ts'
import type { ApiDeps } from '../deps.ts'
import { type Caller, hasRole } from '../session/caller.ts'
import { failureCode } from '../temporal/failure-code.ts'
import { withTemporal } from '../temporal/with-temporal.ts'

/**
 * Among which approvers the caller is, read by the gate now. Null where it cannot be told: an admin then connects for their own
 * console alone; somebody who only approves gets `fact_missing` or `temporal_unavailable`, rather than being asked for too much.
 */
export async function readApproverSets(deps: ApiDeps, caller: Caller): Promise<ApproverSets | null> {
  const { tenant, person } = caller
  if (await askGate(deps, caller)) {
    const all = await deps.database.read(tenant, (tx) => listApproverSets(tenant, tx))
    return all.get(person) ?? null
  }
  if (hasRole(caller, 'admin')) return null
  throw new DexError('fact_missing', 'the directory that says what you may approve cannot be read', {
    mend: 'an administrator connects it first: dex connection connect PLATFORM --kind investigate',
  })
}

async function askGate(deps: ApiDeps, caller: Caller): Promise<boolean> {
  const { tenant, person } = caller
  try {
    const { known } = await withTemporal(deps, tenant, deps.deadlines.answerMs, (client) =>
      client.workflow.execute<(input: { person: string }) => Promise<{ known: boolean }>>(
        workflowTypes.sets,
        {
          workflowId: `${tenant}/sets/${person}/${randomUUID()}`,
          taskQueue: thinkQueue(tenant),
          args: [{ person }],
          workflowExecutionTimeout: 30_000,
        },
      ),
    )
    return known
  } catch (error) {
    if (isDexError(error, 'temporal_unavailable') && !hasRole(caller, 'admin')) throw error
    if (isDexError(error, 'temporal_unavailable') || failureCode(error) !== null) return false
    throw error
  }
}
