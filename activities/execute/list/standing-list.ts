import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { findApprovalOf } from '#store/approvals.ts'
import { bulkSettingsOf, type ListRow } from '#store/bulk.ts'
import type { GateDeps } from '../../deps.ts'
import type { ListOutcome } from '../../types.ts'
import type { Loaded } from '../context.ts'
import { waitOf } from '../times.ts'

/** What the workflow is told of a list that stands already. */
export async function standingList(
  deps: GateDeps,
  { settings, requestId, call }: Pick<Loaded, 'settings' | 'requestId' | 'call'>,
  list: ListRow,
): Promise<ListOutcome> {
  const { step, size } = list
  const { risk } = call.definition
  if (list.state === 'ended') return { kind: 'ended' }
  if (list.state !== 'waiting') return { kind: 'started', risk, ...planOf(settings, list) }
  const approval = await deps.database.read(deps.tenant, (tx) =>
    findApprovalOf(deps.tenant, tx, requestId as RequestId, step),
  )
  if (!approval) throw new DexError('internal', 'a list that waits without an approval')
  return { kind: 'waiting', risk, list: step, size, approval: waitOf(deps, settings, approval) }
}

export function planOf(settings: Loaded['settings'], { step, size }: Pick<ListRow, 'step' | 'size'>) {
  const { canary, width, failurePercent } = bulkSettingsOf(settings)
  return { list: step, size, canary: Math.min(canary, size), width, failurePercent }
}
