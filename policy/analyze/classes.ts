import type { ActionDefinition } from '#contract/action.ts'
import type { Rule } from '../bundle.ts'
import type { DecisionTerms } from './decision-terms.ts'
import type { Encoded } from './encode.ts'
import { namesAnObject } from './params.ts'
import { decisionTerms } from './decision-terms.ts'
import { createParse, encodeRules } from './encode.ts'

/** Actions of which policy asks the very same question, so that one answer holds for all. */
export interface ActionClass {
  encoded: Encoded
  actions: ActionDefinition[]
  whole: DecisionTerms
}

/** Every action of the catalog in its class, in the catalog's order. */
export function classesOf(
  catalog: ReadonlyMap<string, ActionDefinition>,
  keyed: readonly (readonly [string, Rule])[],
): ActionClass[] {
  const parse = createParse()
  const classes = new Map<string, ActionClass>()
  for (const action of catalog.values()) {
    const encoded = encodeRules(action, keyed, parse)
    const whole = decisionTerms(encoded, () => true)
    const rules = [...encoded.rules].map(([key, { on, closed }]) => [key, on, closed])
    // What an example needs to be made of as well, so that one model makes one for each of them.
    const form = [action.target === null, action.objects.length > 0, namesAnObject(action), action.write]
    const signature = JSON.stringify([
      encoded.world.script(),
      rules,
      encoded.presence,
      [...encoded.abstracted],
      form,
    ])
    const known = classes.get(signature)
    if (known === undefined) classes.set(signature, { encoded, actions: [action], whole })
    else known.actions.push(action)
  }
  return [...classes.values()]
}
