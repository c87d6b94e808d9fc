import { DexError } from '#contract/error.ts'
import { updateLine } from '#store/bulk.ts'
import type { Tx } from '#store/database.ts'
import type { GateDeps } from '../../deps.ts'
import type { Loaded } from '../context.ts'

/** What came of one line, in the transaction that records it. */
export async function settleLine(
  deps: Pick<GateDeps, 'tenant' | 'clock'>,
  tx: Tx,
  { requestId, line }: Pick<Loaded, 'requestId' | 'line'>,
  change: { state: string; code: string; read_back: string | null },
): Promise<void> {
  if (line === null || line.list === null) throw new DexError('internal', 'no line of a list')
  const place = { list: line.list, position: line.position }
  await updateLine(deps.tenant, tx, requestId, place, { ...change, settled_at: new Date(deps.clock()) })
}
