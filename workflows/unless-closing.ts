import { CancellationScope, patched } from '@temporalio/workflow'
import type { RequestState } from './state.ts'

/**
 * Work that a person who cancels or takes over does not have to wait for, however long a platform or a model stays away: it is
 * cancelled, and what is under way in it comes to its end. Null: that happened, and nobody knows yet how far it came; or the
 * request was closing already, and it was not begun.
 */
export async function unlessClosing<Outcome>(
  { state }: { state: RequestState },
  work: () => Promise<Outcome>,
): Promise<Outcome | null> {
  if (state.closing !== null && patched(closingCancels)) return null
  const scope = new CancellationScope()
  state.underWay.add(scope)
  try {
    return await scope.run(work)
  } catch (error) {
    if (state.closing !== null && scope.consideredCancelled) return null
    throw error
  } finally {
    state.underWay.delete(scope)
  }
}

const closingCancels = 'closing-cancels'

/** What is under way is cancelled at once. */
export function close(state: RequestState, why: 'cancelled' | 'taken_over'): void {
  state.closing = why
  if (state.underWay.size === 0 || !patched(closingCancels)) return
  for (const scope of state.underWay) scope.cancel()
}
