import type { RequestId } from '#contract/ids.ts'
import type { SignedDecision } from '#contract/statement.ts'
import { listUndelivered } from '#store/decisions.ts'
import { appendLogAlone } from '#store/log.ts'
import { knownWorkflows, listUnfinished } from '#store/requests.ts'
import type { GateDeps } from '../deps.ts'
import { finishDisconnects } from '../disconnect/disconnect.ts'
import { reconcilePublications } from '../publish/reconcile.ts'
import { corroborateLate } from '../record/corroborate-late.ts'
import { destroyContent } from '../shred/shred.ts'

/** Younger rows may still be on their way; in milliseconds. */
const graceMs = 30_000

/**
 * Holds the read model against the workflows of this tenant and mends what a crash left between them. Never makes a
 * row, never touches tenant, channel, requester or authors.
 */
export async function reconcile(deps: GateDeps): Promise<{ mended: number }> {
  const before = new Date(deps.clock() - graceMs)
  // INVARIANT: listed before the rows are read. A door commits its row first, so whatever runs by now has one.
  const running = await deps.workflows.listRunning(deps.tenant)
  const { open, shredded, undelivered, known } = await deps.database.transaction(deps.tenant, async (tx) => {
    const rows = await listUnfinished(deps.tenant, tx, before)
    const waiting = rows.filter((row) => row.closed_at === null)
    const requests = waiting.map((row) => row.id)
    return {
      open: waiting,
      shredded: rows.filter((row) => row.closed_at !== null),
      undelivered: await listUndelivered(deps.tenant, tx, requests, before),
      known: await knownWorkflows(deps.tenant, tx, running),
    }
  })
  const mended: { what: string; request: string | null }[] = []
  for (const row of open) {
    if (await deps.workflows.isRunning(row.workflow_id)) continue
    await deps.workflows.start(deps.tenant, row)
    mended.push({ what: 'workflow started again', request: row.id })
  }
  for (const row of shredded) {
    await destroyContent(deps, row.id as RequestId)
    mended.push({ what: 'content destroyed', request: row.id })
  }
  const workflowOf = new Map(open.map((row) => [row.id, row.workflow_id]))
  for (const decision of undelivered) {
    const workflowId = workflowOf.get(decision.request)
    if (workflowId === undefined) continue
    const signed = { statement: decision.statement, signature: decision.signature } as SignedDecision
    await deps.workflows.signalDecision(workflowId, signed)
    mended.push({ what: 'statement sent again', request: decision.request })
  }
  for (const workflowId of running) {
    if (known.has(workflowId)) continue
    await deps.workflows.terminate(workflowId, 'no request of this id was ever opened')
    mended.push({ what: 'forged workflow terminated', request: null })
  }
  mended.push(...(await reconcilePublications(deps, before)))
  for (const each of mended) await logMended(deps, each)
  await corroborateLate(deps)
  return { mended: mended.length + (await finishDisconnects(deps)) }
}

async function logMended(deps: GateDeps, mended: { what: string; request: string | null }): Promise<void> {
  await appendLogAlone(deps.tenant, deps.database, {
    v: 1,
    kind: 'reconciled',
    at: new Date(deps.clock()).toISOString(),
    by: { role: 'gate' },
    ...(mended.request === null ? {} : { request: mended.request }),
    detail: { what: mended.what },
  })
}
