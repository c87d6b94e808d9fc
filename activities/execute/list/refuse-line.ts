import { appendLog } from '#store/log.ts'
import { updateProposal } from '#store/proposals.ts'
import type { GateDeps } from '../../deps.ts'
import type { ExecuteOutcome } from '../../types.ts'
import type { Loaded } from '../context.ts'
import type { Prepared } from '../prepare.ts'
import { issueProposal, listOnRecord } from '../propose.ts'
import { settleLine } from './settle-line.ts'

/** A line that does not run: the rest of the list stands, and nothing is asked anew for it. */
export async function refuseLine(
  deps: GateDeps,
  loaded: Loaded,
  code: string,
  prepared?: Prepared,
): Promise<ExecuteOutcome> {
  const { tenant } = deps
  return deps.database.transaction(tenant, async (tx) => {
    // Of something else than people said yes to, no step is issued: the line keeps its own for what it is.
    const same = prepared?.ruling.actionHash === loaded.line?.actionHash
    const issued = prepared && same ? await issueProposal(deps, tx, prepared) : null
    await issued?.write()
    const proposal = issued?.row ?? loaded.proposal
    if (proposal)
      await updateProposal(tenant, tx, loaded.requestId, proposal.step, {
        state: 'denied',
        code,
        outcome_code: code,
      })
    await settleLine(deps, tx, loaded, { state: 'denied', code, read_back: null })
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'decision',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'gate' },
      request: loaded.requestId,
      ...(proposal && { step: proposal.step, actionHash: proposal.action_hash }),
      action: loaded.call.definition.name,
      code,
      detail: listOnRecord(loaded),
    })
    return { kind: 'denied', step: proposal?.step ?? null, code, giveUp: null }
  })
}
