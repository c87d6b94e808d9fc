import { patched } from '@temporalio/workflow'
import type { RequestState } from './state.ts'

/** That it was cancelled, or never begun, because the request is closing. */
export const interrupted = Symbol('interrupted')

/**
 * Work that a person who cancels or takes over does not have to wait for, however long a platform or a model stays away: it is
 * cancelled, and what is under way in it comes to its end. `interrupted`: that happened, and nobody knows yet how far it came; or
 * the request was closing already, and it was not begun.
 */
export async function unlessClosing<Outcome>(
  { state }: { state: RequestState },
  work: () => Promise<Outcome>,
): Promise<Outcome | typeof interrupted> {
  if (state.closing !== null && patched(closingCancels)) return interrupted
  state.underWay += 1
  try {
    return await state.interruptible.run(work)
  } catch (error) {
    if (state.closing !== null && state.interruptible.consideredCancelled) return interrupted
    throw error
  } finally {
    state.underWay -= 1
  }
}

const closingCancels = 'closing-cancels'

/** What is under way is cancelled at once. */
export function close(state: RequestState, why: 'cancelled' | 'taken_over'): void {
  state.closing = why
  if (state.underWay > 0 && patched(closingCancels)) state.interruptible.cancel()
}
