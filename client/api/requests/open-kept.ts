import type { TenantId } from '#contract/ids.ts'
import type { KeptUndo } from '#contract/undo.ts'
import { undoPlace, type UndoRow } from '#store/undo-states.ts'
import { openJson } from '#vault/envelope.ts'
import type { ApiDeps } from '../deps.ts'
import { unlessSealed } from '../unless-sealed.ts'

/** Null once its key was destroyed. */
export async function openKept(
  deps: Pick<ApiDeps, 'undoKeys'>,
  tenant: TenantId,
  row: Pick<UndoRow, 'id' | 'sealed'>,
): Promise<KeptUndo | null> {
  const key = await unlessSealed(() => deps.undoKeys.find(tenant, row.id))
  return key && (openJson([key], row.sealed, undoPlace(tenant, row.id)) as KeptUndo)
}
