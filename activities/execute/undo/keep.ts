import { reverseOf } from '#catalog/reverse.ts'
import type { ChangedState } from '#contract/action.ts'
import { durationMs } from '#contract/duration.ts'
import { newUndoId } from '#contract/new-id.ts'
import type { KeptUndo } from '#contract/undo.ts'
import type { Tx } from '#store/database.ts'
import {
  completeUndoState,
  deleteUndoState,
  findUndoState,
  putUndoState,
  undoPlace,
  type UndoRow,
} from '#store/undo-states.ts'
import { openJson, sealJson } from '#vault/envelope.ts'
import type { GateDeps } from '../../deps.ts'
import type { Facts, Loaded, Ruling } from '../context.ts'
import { readState, unlessRefused } from './read-state.ts'

/** What is to be kept of a change that is about to be made, sealed. */
export type Keeping = Omit<UndoRow, 'tenant' | 'request' | 'step'>

interface At {
  loaded: Loaded
  facts: Facts
  ruling: Ruling
}

const stateOf = (deps: GateDeps, { loaded, facts }: Omit<At, 'ruling'>) => {
  const { definition, params } = loaded.call
  const target = facts.target?.id ?? null
  const of = { platform: definition.platform, action: definition.name, target, params }
  return unlessRefused(readState(deps, loaded, of))
}

/**
 * What stands just before the call, where policy has it kept and something puts exactly that back; else null, and nothing is kept.
 * INVARIANT: sealed under a key of its own, in the store of short-lived keys, before it is written (T26).
 */
export async function readBefore(deps: GateDeps, at: At): Promise<Keeping | null> {
  const { loaded, ruling } = at
  const { undo } = ruling.obligations
  const { definition, params } = loaded.call
  if (undo === undefined || definition.reversible?.back === undefined) return null
  const before = await stateOf(deps, at)
  const reverse = before && reverseOf(definition, { params, before })
  if (!before || !reverse) return null
  const id = newUndoId()
  const now = deps.clock()
  const kept: KeptUndo = { params, before, after: null, reverse }
  return {
    id,
    sealed: await seal(deps, id, kept),
    complete: false,
    created_at: new Date(now),
    expires_at: new Date(now + durationMs(undo.keep)),
  }
}

/** As people see it before they decide: what stands, and what would put it back. Never what keeps them from deciding. */
export async function viewBack(deps: GateDeps, at: At) {
  const { definition, params } = at.loaded.call
  if (definition.reversible?.back === undefined) return null
  const before = await stateOf(deps, at).catch(() => null)
  const reverse = before && reverseOf(definition, { params, before })
  return { before, params: reverse?.params ?? null, keep: at.ruling.obligations.undo?.keep ?? null }
}

export async function keepBefore(
  deps: GateDeps,
  tx: Tx,
  of: { request: string; step: number },
  keeping: Keeping | null,
): Promise<void> {
  if (keeping) await putUndoState(deps.tenant, tx, { ...keeping, ...of })
}

/** What stands after the call; null where nothing of the change is kept. */
export async function readAfter(
  deps: GateDeps,
  at: Omit<At, 'ruling'> & { step: number },
): Promise<ChangedState | null> {
  const { requestId: request, call } = at.loaded
  if (call.definition.reversible?.back === undefined) return null
  const row = await deps.database.read(deps.tenant, (tx) =>
    findUndoState(deps.tenant, tx, { request, step: at.step }),
  )
  return row ? stateOf(deps, at).catch(() => null) : null
}

/** Of a change that was seen both sides are kept; of one that was not made, nothing. */
export async function keepAfter(
  deps: GateDeps,
  tx: Tx,
  of: { request: string; step: number },
  outcome: { state: string; after: ChangedState | null },
): Promise<void> {
  if (outcome.state === 'failed') return deleteUndoState(deps.tenant, tx, of)
  const { after } = outcome
  const row = after && (await findUndoState(deps.tenant, tx, of))
  const kept = row && (await openUndo(deps, row))
  if (row && kept && after)
    await completeUndoState(deps.tenant, tx, row.id, await seal(deps, row.id, { ...kept, after }))
}

/** Null once its key was destroyed. */
export async function openUndo(
  { tenant, undoKeys }: Pick<GateDeps, 'tenant' | 'undoKeys'>,
  row: Pick<UndoRow, 'id' | 'sealed'>,
): Promise<KeptUndo | null> {
  const key = await undoKeys.find(tenant, row.id)
  return key && (openJson([key], row.sealed, undoPlace(tenant, row.id)) as KeptUndo)
}

async function seal({ tenant, undoKeys }: GateDeps, id: string, kept: KeptUndo): Promise<Buffer> {
  return Buffer.from(sealJson(await undoKeys.create(tenant, id), kept, undoPlace(tenant, id)))
}
