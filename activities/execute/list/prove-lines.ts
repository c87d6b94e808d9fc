import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { findList, listLines } from '#store/bulk.ts'
import { lineProof } from '#vault/list-hash.ts'
import type { GateDeps } from '../../deps.ts'
import type { ProveInput } from '../../types.ts'
import { ownRequest } from '../load.ts'

const countMax = 50

/** Inclusion proofs of a few lines from `from` on, for the workflows that carry them out; they prove nothing to who made them. */
export async function proveLines(
  deps: GateDeps,
  workflowId: string,
  { request, list, from, count }: ProveInput,
): Promise<string[][]> {
  return deps.database.read(deps.tenant, async (tx) => {
    await ownRequest(deps, tx, request as RequestId, workflowId)
    const row = await findList(deps.tenant, tx, request, list)
    if (!row) throw new DexError('request_unknown', 'no such list')
    const lines = (await listLines(deps.tenant, tx, request, list))
      .filter((line) => line.position !== null)
      .toSorted((one, other) => (one.position ?? 0) - (other.position ?? 0))
    const hashes = lines.map((line) => line.action_hash ?? '')
    const end = Math.min(from + Math.min(count, countMax), hashes.length)
    return Array.from({ length: Math.max(0, end - from) }, (_none, at) => lineProof(hashes, from + at))
  })
}
