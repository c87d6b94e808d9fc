import { Context } from '@temporalio/activity'
import { catalog } from '#catalog/index.ts'
import { asActivity } from './as-activity.ts'
import type { ThinkDeps } from './deps.ts'
import { createPrompt, think } from './think/think.ts'
import type { ThinkActivities } from './types.ts'

/** The activities of one tenant's think queue. */
export function createThinkActivities(deps: ThinkDeps): ThinkActivities {
  const prompt = createPrompt([...catalog.values()])
  return {
    think: asActivity('think', deps.logger, (workflowId, input) =>
      think(deps, prompt, workflowId, input, Context.current().cancellationSignal),
    ),
  }
}
