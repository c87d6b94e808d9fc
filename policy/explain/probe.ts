import type { DecisionInput } from '#contract/decision.ts'
import type { Bundle, Rule } from '../bundle.ts'
import { readsOfText } from '../cel/conditions.ts'
import { baseEnvironment } from '../cel/environment.ts'
import { conjunctsOf } from '../cel/parts.ts'
import type { DeciderOptions } from '../decide.ts'
import { createDecider } from '../decide.ts'
import { scopeFacts } from '../decide/scope.ts'

/** Asks the engine itself about parts of rules, so that an explanation can never differ from a decision. */
export interface Probe {
  /** The parts of a rule's condition that do not hold, with the facts that each reads. */
  failing: (rule: Rule, input: DecisionInput) => { part: string; facts: string[] }[]
  /** The facts that a rule's scope and condition read, as paths. */
  facts: (rule: Rule) => string[]
}

export function createProbe(options: DeciderOptions): Probe {
  const environment = baseEnvironment()
  const factsOf = (condition: string): string[] => {
    const reads = readsOfText(environment, condition)
    const usage = [...(reads?.usage ?? [])].map((id) => `runtime.usage.${id}`)
    const always = ['channel', 'tenant', 'runtime.bulk.size'].filter((name) => mentions(condition, name))
    return [...(reads?.facts ?? []), ...usage, ...always]
  }
  const fails = (condition: string, input: DecisionInput): boolean =>
    createDecider(single(condition), options)(input).layers.every(({ rules }) => rules.length === 0)
  return {
    facts: (rule) => [...scopeFacts(rule.scope), ...(rule.when === null ? [] : factsOf(rule.when))],
    failing: ({ when }, input) => {
      if (when === null) return []
      const parts = conjunctsOf(environment, when)
      // A part may only be readable behind the one that guards it, so each is asked together with those before it.
      const first = parts.findIndex((_, at) => {
        const behind = parts.slice(0, at + 1).map(inBrackets)
        return fails(behind.join(' && '), input)
      })
      return parts
        .filter((part, at) => at === first || (at > first && fails(part, input)))
        .map((part) => ({ part, facts: factsOf(part) }))
    },
  }
}

const inBrackets = (part: string): string => `(${part})`
const mentions = (condition: string, name: string): boolean =>
  new RegExp(`(?<![\\w.])${name.replaceAll('.', '\\.')}\\b`).test(condition)

/** One rule, about everything. */
const single = (when: string): Bundle => ({
  digest: '',
  names: {},
  runbooks: [],
  secondPerson: 'always',
  owner: 'operator',
  tenant: null,
  rules: [
    {
      id: 'probe',
      layer: 'action',
      scope: {},
      effect: 'deny',
      actions: ['*'],
      when,
      obligations: {},
      because: null,
      mode: 'enforce',
      owner: 'operator',
      file: '',
      line: 1,
    },
  ],
})
