import { canonicalJson } from '#vault/hashes.ts'
import { findProposal } from '#store/proposals.ts'
import type { RequestId } from '#contract/ids.ts'
import { findUndoState } from '#store/undo-states.ts'
import type { GateDeps } from '../../deps.ts'
import type { Loaded } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { openUndo } from './keep.ts'
import { readState } from './read-state.ts'

/**
 * A change is taken back only while everything still stands as it left it: what somebody did since is not undone with it. Looked
 * at before people are asked and again before the call; never once the call may have been made.
 */
export async function assertUnchanged(deps: GateDeps, loaded: Loaded): Promise<void> {
  const { undoes_request: request } = loaded.request
  const step = stepTakenBack(loaded)
  if (request === null || step === null || loaded.ledger !== null) return
  const { row, change } = await deps.database.read(deps.tenant, async (tx) => ({
    row: await findUndoState(deps.tenant, tx, { request, step }),
    change: await findProposal(deps.tenant, tx, request as RequestId, step),
  }))
  const kept = row?.complete && row.expires_at.getTime() > deps.clock() ? await openUndo(deps, row) : null
  if (!kept?.after || !change) throw new Refusal('undo_gone', 'nothing is kept that could be put back')
  const now = await readState(deps, loaded, {
    platform: loaded.call.definition.platform,
    action: change.action,
    target: change.target?.id ?? null,
    params: kept.params,
  })
  if (canonicalJson(now) !== canonicalJson(kept.after))
    throw new Refusal('undo_conflict', 'somebody has changed it since; look at it and decide by hand')
}

/** Which step of the other request it takes back: the one of the request, or that of a line. */
function stepTakenBack(loaded: Loaded): number | null {
  const { ask, call, request } = loaded
  if (takesBack(loaded)) return request.undoes_step
  const { takesBackList: list } = ask
  if (list?.action !== call.definition.name) return null
  // Both as the catalog reads them: what it fills in makes no other line of it.
  const read = (params: unknown): string =>
    canonicalJson(call.definition.params.safeParse(params).data ?? params)
  const same = read(call.params)
  const line = list.lines.find(
    ({ target, params }) => target === call.targetId && params !== null && read(params) === same,
  )
  return line?.step ?? null
}

/** What the request was opened for, and nothing else that is proposed in it. */
export function takesBack({ ask, call }: Pick<Loaded, 'ask' | 'call'>): boolean {
  const wanted = ask.takesBack
  return (
    wanted !== undefined &&
    call.definition.name === wanted.action &&
    call.targetId === wanted.target &&
    canonicalJson(call.params) === canonicalJson(wanted.params)
  )
}
