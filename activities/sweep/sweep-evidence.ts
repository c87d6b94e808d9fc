import { deleteDecisionRecords } from '#store/decision-records.ts'
import { appendLog } from '#store/log.ts'
import { evidencePeriod } from '#vault/evidence-keys.ts'
import type { GateDeps } from '../deps.ts'

/**
 * Ends evidence whose life is over: the keys of its months first, then the rows (T26). INVARIANT: a crash between leaves
 * nothing readable, and the next run deletes by month, not by what it destroyed itself.
 */
export async function sweepEvidence(
  deps: Pick<GateDeps, 'tenant' | 'database' | 'clock' | 'evidence'>,
): Promise<{ months: number; records: number }> {
  const { tenant, evidence } = deps
  const moment = deps.clock() - evidence.lifeMs
  const months = await evidence.destroyBefore(tenant, moment)
  const records = await deps.database.transaction(tenant, async (tx) => {
    const deleted = await deleteDecisionRecords(tenant, tx, evidencePeriod(moment))
    if (months.length > 0 || deleted > 0) {
      await appendLog(tenant, tx, {
        v: 1,
        kind: 'evidence.destroyed',
        at: new Date(deps.clock()).toISOString(),
        by: { role: 'gate' },
        detail: { months: months.join(' '), records: deleted },
      })
    }
    return deleted
  })
  return { months: months.length, records }
}
