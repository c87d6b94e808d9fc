import type { SignedDecision } from '#contract/statement.ts'
import { listUndelivered } from '#store/decisions.ts'
import { knownPublications, listOpenPublications } from '#store/publications.ts'
import type { GateDeps } from '../deps.ts'

/**
 * Holds the publications against their workflows: one without a workflow is started again, a statement that was not
 * delivered is sent again, a workflow that nobody asked for is ended. Answers what was mended.
 */
export async function reconcilePublications(
  deps: GateDeps,
  before: Date,
): Promise<{ what: string; request: string | null }[]> {
  // INVARIANT: listed before the rows are read. Api commits its row first, so whatever runs by now has one.
  const running = await deps.workflows.listPublishing(deps.tenant)
  const { open, undelivered, known } = await deps.database.read(deps.tenant, async (tx) => {
    const ids = await listOpenPublications(deps.tenant, tx, before)
    return {
      open: ids,
      undelivered: await listUndelivered(deps.tenant, tx, ids, before),
      known: await knownPublications(deps.tenant, tx, running),
    }
  })
  const mended: { what: string; request: string | null }[] = []
  for (const id of open) {
    if (await deps.workflows.isRunning(id)) continue
    await deps.workflows.startPublishing(deps.tenant, id)
    mended.push({ what: 'workflow started again', request: id })
  }
  for (const decision of undelivered) {
    const signed = { statement: decision.statement, signature: decision.signature } as SignedDecision
    await deps.workflows.signalDecision(decision.request, signed)
    mended.push({ what: 'statement sent again', request: decision.request })
  }
  for (const workflowId of running) {
    if (known.has(workflowId)) continue
    await deps.workflows.terminate(workflowId, 'nobody asked for this publication')
    mended.push({ what: 'forged workflow terminated', request: null })
  }
  return mended
}
