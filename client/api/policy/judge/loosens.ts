import type { ActionDefinition } from '#contract/action.ts'
import type { Asking } from '#policy/analyze/question.ts'
import type { Bundle } from '#policy/bundle.ts'
import { type BundleDiff, diffBundles } from '#policy/diff/diff.ts'

/**
 * Whether a change lets anything through that was denied, asks less of anything that was let through, or spares the second
 * person from then on (T14).
 * INVARIANT: false only where that is proved; what cannot be told loosens.
 */
export async function loosens(
  asking: Asking,
  before: Bundle,
  after: Bundle,
  diff: Pick<BundleDiff, 'changes' | 'secondPerson'>,
  catalog: ReadonlyMap<string, ActionDefinition>,
): Promise<boolean> {
  if (diff.secondPerson === 'loosening') return true
  const kinds = new Set(diff.changes.map(({ kind }) => kind))
  if (kinds.has('permits') || kinds.has('asks_less')) return true
  if (!kinds.has('asks')) return false
  // What asks now may have been denied before, or permitted: the way back would deny the first and not the second.
  const back = await diffBundles(asking, after, before, catalog)
  return back.changes.some(({ kind }) => kind === 'denies')
}
