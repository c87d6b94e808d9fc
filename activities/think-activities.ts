import { Context } from '@temporalio/activity'
import { asActivity } from './as-activity.ts'
import type { ThinkDeps } from './deps.ts'
import { createPrompts } from './think/prompts.ts'
import { think } from './think/think.ts'
import type { ThinkActivities } from './types.ts'

/** The activities of one tenant's think queue. */
export function createThinkActivities(deps: ThinkDeps): ThinkActivities {
  const prompts = createPrompts(deps)
  return {
    think: asActivity('think', deps.logger, (workflowId, input) =>
      think(deps, prompts, workflowId, input, Context.current().cancellationSignal),
    ),
  }
}
