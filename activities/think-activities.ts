import { Context } from '@temporalio/activity'
import { asActivity } from './as-activity.ts'
import type { ThinkDeps } from './deps.ts'
import { think } from './think/think.ts'
import type { ThinkActivities } from './types.ts'

/** The activities of one tenant's think queue. */
export function createThinkActivities(deps: ThinkDeps): ThinkActivities {
  return {
    think: asActivity('think', deps.logger, (workflowId, input) =>
      think(deps, workflowId, input, Context.current().cancellationSignal),
    ),
  }
}
