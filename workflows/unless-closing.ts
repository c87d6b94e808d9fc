import { CancellationScope, condition, patched } from '@temporalio/workflow'
import type { Run } from './run.ts'

/**
 * Work that a person who cancels or takes over does not have to wait for, however long a platform or a model stays away: it is
 * cancelled, and what is under way in it comes to its end. Null: that happened, and nobody knows yet how far it came.
 */
export async function unlessClosing<Outcome>(
  { state }: Pick<Run, 'state'>,
  work: () => Promise<Outcome>,
): Promise<Outcome | null> {
  const scope = new CancellationScope()
  const over = { yes: false }
  const working = scope.run(work).finally(() => {
    over.yes = true
  })
  const watching = CancellationScope.nonCancellable(async () => {
    await condition(() => state.closing !== null || over.yes)
    if (!over.yes && patched('closing-cancels')) scope.cancel()
  })
  try {
    return await working
  } catch (error) {
    if (state.closing !== null && scope.consideredCancelled) return null
    throw error
  } finally {
    await watching
  }
}
