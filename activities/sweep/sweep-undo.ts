import { deleteUndoState, keptUndoStates, listOverUndoStates } from '#store/undo-states.ts'
import type { RequestKeys } from '#vault/request-keys.ts'
import type { GateDeps } from '../deps.ts'

/** A commit ends within this, in milliseconds. */
const graceMs = 60_000
/** What nobody saw come to be by then never did. */
const unseenMs = 24 * 3_600_000

/**
 * Ends what was kept to put something back: the key first, then the row (T26). INVARIANT: a crash between leaves nothing that can
 * be opened, and a key without a row never outlives the next look.
 */
export async function sweepUndo(
  deps: Pick<GateDeps, 'tenant' | 'database' | 'clock'> & { store: { undoKeys: RequestKeys<string> } },
): Promise<void> {
  const { tenant, store } = deps
  const now = deps.clock()
  const at = { now: new Date(now), unseenBefore: new Date(now - unseenMs) }
  const over = await deps.database.read(tenant, (tx) => listOverUndoStates(tenant, tx, at))
  for (const row of over) {
    await store.undoKeys.destroy(tenant, row.id)
    await deps.database.transaction(tenant, (tx) => deleteUndoState(tenant, tx, row))
  }
  const { alive, unfinished } = await store.undoKeys.list(tenant)
  const kept = await deps.database.read(tenant, (tx) => keptUndoStates(tenant, tx, alive))
  for (const id of [...unfinished, ...alive.filter((each) => !kept.has(each))])
    if ((await store.undoKeys.writtenAt(tenant, id)) < now - graceMs) await store.undoKeys.destroy(tenant, id)
}
