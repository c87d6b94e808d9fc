import type { ActionDefinition } from '#contract/action.ts'
import type { Rule } from '#policy/bundle.ts'
import { possible, type Situation as Asked } from '#policy/possible.ts'

/** Of a request, what is known before anything is looked up. */
export interface Situation extends Asked {
  /** Platforms that somebody has connected for investigating; without facts nothing is decided there. */
  platforms: ReadonlySet<string>
}

/**
 * What policy could ever let this request have: Dex's own words, and on the connected platforms every action that each
 * layer has an allow for. What is not known yet counts as possible: this only spares the model what was never meant to be
 * had, and decides nothing. What a rule denies is offered all the same, so that a proposal of it is denied on record, with the
 * rule's reason.
 */
export function offeredActions(
  catalog: Iterable<ActionDefinition>,
  rules: readonly Rule[],
  situation: Situation,
): ActionDefinition[] {
  return [...catalog].filter(
    (definition) =>
      definition.platform === 'dex' ||
      (situation.platforms.has(definition.platform) && possible(definition, rules, situation)),
  )
}
