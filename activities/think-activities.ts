import { Context } from '@temporalio/activity'
import { catalog } from '#catalog/index.ts'
import { asActivity } from './as-activity.ts'
import type { ThinkDeps } from './deps.ts'
import { createPrompt, type Prompt, think } from './think/think.ts'
import type { ThinkActivities } from './types.ts'

/** The activities of one tenant's think queue. */
export function createThinkActivities(deps: ThinkDeps): ThinkActivities {
  const prompts = new Map<string, Prompt>()
  /** What the model is offered: Dex's own words, and the platform that the tenant has connected. */
  const promptFor = (platform: string): Prompt => {
    const standing = prompts.get(platform)
    if (standing) return standing
    const offered = [...catalog.values()].filter(
      (each) => each.platform === 'dex' || each.platform === platform,
    )
    const prompt = createPrompt(offered)
    prompts.set(platform, prompt)
    return prompt
  }
  return {
    think: asActivity('think', deps.logger, (workflowId, input) =>
      think(deps, promptFor, workflowId, input, Context.current().cancellationSignal),
    ),
  }
}
