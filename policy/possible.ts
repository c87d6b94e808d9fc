import type { ActionDefinition } from '#contract/action.ts'
import { layers } from '#contract/decision.ts'
import { coversAny } from './action-pattern.ts'
import type { Rule, Scope } from './bundle.ts'

/** Of what is asked for, what is known before anything is looked up. All that an action touches is of its own platform. */
export interface Situation {
  tenant: string
  channel: string
}

/**
 * Whether each layer has an allow for this action, by patterns, scopes and plain conditions. What is not known yet counts as
 * possible, and denials count for nothing: it tells what policy was never meant to allow, and decides nothing.
 */
export function possible(
  definition: ActionDefinition,
  rules: readonly Rule[],
  situation: Situation,
): boolean {
  const covering = rules.filter(
    (rule) => rule.mode === 'enforce' && rule.effect === 'allow' && coversAny(rule.actions, definition.name),
  )
  const says = (rule: Rule) => saysOf(rule, definition, situation)
  return layers.every((layer) => covering.some((rule) => rule.layer === layer && says(rule) !== 'no'))
}

export type Answer = 'yes' | 'no' | 'unknown'

/** Whether a rule that covers this action speaks here, as far as its scope and plain conditions tell. */
export const saysOf = (rule: Rule, definition: ActionDefinition, situation: Situation): Answer =>
  both(scopeFits(rule.scope, definition, situation), conditionHolds(rule.when, definition, situation))

const both = (...answers: Answer[]): Answer => {
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}
const answer = (is: boolean): Answer => (is ? 'yes' : 'no')

function scopeFits(scope: Scope, definition: ActionDefinition, { tenant }: Situation): Answer {
  const known = { tenant, platform: definition.platform } as const
  const answers = Object.entries(scope).map(([key, value]): Answer => {
    if (key === 'tenant' || key === 'platform') return answer(known[key] === value)
    return 'unknown'
  })
  return both(...answers)
}

const fact = /^(!?)action\.(write|credential|selfService)$/
const compared = /^(channel|tenant|action\.platform|action\.name|action\.risk) (==|!=) (["'])([\w.-]*)\3$/

/** Only what is plainly told: conjunctions of facts of the catalog and the channel. Anything else is unknown. */
function conditionHolds(when: string | null, definition: ActionDefinition, situation: Situation): Answer {
  if (when === null) return 'yes'
  if (/\|\||[?()]/.test(when)) return 'unknown'
  return both(...when.split('&&').map((part) => partHolds(part.trim(), definition, situation)))
}

function partHolds(part: string, definition: ActionDefinition, situation: Situation): Answer {
  const [, not, name] = fact.exec(part) ?? []
  if (name === 'write' || name === 'credential' || name === 'selfService')
    return answer(definition[name] !== (not === '!'))
  const [, path, operator, , value] = compared.exec(part) ?? []
  if (path === undefined) return 'unknown'
  const is = {
    channel: situation.channel,
    tenant: situation.tenant,
    'action.platform': definition.platform,
    'action.name': definition.name,
    'action.risk': definition.risk,
  }[path]
  return answer((is === value) === (operator === '=='))
}
