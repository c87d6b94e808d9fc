import type { DecisionInput, LayerTrace, OpenHours, RuleTrace } from '#contract/decision.ts'
import { coversAny } from '../action-pattern.ts'
import type { Bundle, Rule } from '../bundle.ts'
import { readFacts } from '../decide/input.ts'
import type { DeciderOptions } from '../decide.ts'
import { excludes } from '../decide/scope.ts'
import { windowOpen } from '../decide/window.ts'
import { createZones } from '../decide/zone.ts'
import { isAbsent, sayFact } from './fact-values.ts'
import type { Probe } from './probe.ts'
import { sayLimit, sayScope, sayWindow } from './words.ts'

export interface Explaining {
  bundle: Bundle
  rules: ReadonlyMap<string, Rule>
  probe: Probe
  options: DeciderOptions
}

const nearMost = 5

/** What would have to be different for one layer to let the input through; empty when it does. */
export function changesOf(about: Explaining, input: DecisionInput, trace: LayerTrace): string[] {
  if (trace.verdict === 'none') return toBeAllowed(about, input, trace)
  const enforced = trace.rules.filter(({ mode }) => mode === 'enforce')
  return enforced.flatMap((hit) => {
    const rule = about.rules.get(hit.id)
    return rule === undefined ? [] : toStopRefusing(about, input, rule, hit)
  })
}

function toStopRefusing({ probe }: Explaining, input: DecisionInput, rule: Rule, hit: RuleTrace): string[] {
  const at = `\`${rule.id}\``
  if (hit.error === 'missing_fact') {
    const reads = [...probe.facts(rule), ...ownReads(rule)]
    const missing = reads.filter((path) => isAbsent(input, path)).map((path) => `\`${path}\``)
    return [`${missing.join(', ')} would have to be known: ${at} reads it`]
  }
  if (hit.error === 'error')
    return rule.when === null
      ? [`\`runtime.zone\` would have to be a time zone: the hours of ${at} are told in it`]
      : [`the condition of ${at} would have to be evaluated without an error: \`${oneLine(rule.when)}\``]
  if (rule.effect === 'deny') {
    const facts = probe.facts(rule).map((path) => sayFact(input, path))
    if (rule.when === null && facts.length === 0)
      return [`${at} denies this always: the rule would have to change`]
    return [
      `${at} would have to not match${facts.length > 0 ? `; now ${facts.join(' and ')}` : ''}${rule.when === null ? '' : `; it denies when \`${oneLine(rule.when)}\``}`,
    ]
  }
  const { limit, window } = rule.obligations
  const used = input.runtime.usage?.[rule.id] ?? 0
  if (limit !== undefined && used >= limit.max)
    return [`fewer would have to have been used under ${at}: ${used} were, and it allows ${sayLimit(limit)}`]
  return window === undefined || openNow(window, input)
    ? []
    : [`it would have to be within the hours of ${at}: ${sayWindow(window)}`]
}

/** The facts that a rule's own limit and window read. */
const ownReads = ({ id, obligations: { limit, window } }: Rule): string[] => [
  ...(limit === undefined ? [] : [`runtime.usage.${id}`]),
  ...(window === undefined ? [] : ['runtime.now']),
  ...(window?.zone === null ? ['runtime.zone'] : []),
]

/** Whether a window is open, by the engine's own reckoning: a rule whose hours cannot be told errs, and is not asked about. */
const openNow = (window: OpenHours, { runtime }: DecisionInput): boolean =>
  windowOpen(window, new Date(runtime.now ?? ''), window.zone ?? runtime.zone ?? '', createZones())

function toBeAllowed(about: Explaining, input: DecisionInput, { layer }: LayerTrace): string[] {
  const allows = about.bundle.rules.filter(
    (rule) =>
      rule.layer === layer &&
      rule.effect === 'allow' &&
      rule.mode === 'enforce' &&
      coversAny(rule.actions, input.action),
  )
  if (allows.length === 0)
    return [`no rule of this layer allows \`${input.action}\`: one would have to be written`]
  const near = allows.slice(0, nearMost).map((rule) => whyNot(about, input, rule))
  const more =
    allows.length > nearMost ? [`… and ${allows.length - nearMost} more allow rules do not match either`] : []
  return near.length === 1
    ? near
    : ['one of these would have to match:', ...near.map((why) => `  ${why}`), ...more]
}

/** Why an allow rule does not match. */
function whyNot(about: Explaining, input: DecisionInput, rule: Rule): string {
  const definition = about.options.catalog.get(input.action)
  const facts = definition && readFacts(input, definition)
  if (facts && excludes(rule.scope, facts, facts.target, facts.absent)) {
    const wrong = scopePaths(rule).map((path) => sayFact(input, path))
    return `\`${rule.id}\` is for ${sayScope(rule.scope, about.bundle.names)}; ${wrong.join(' and ')}`
  }
  const parts = about.probe.failing(rule, input).map(({ part, facts: read }) => {
    const values = read.map((path) => sayFact(input, path))
    return `\`${oneLine(part)}\`${values.length > 0 ? ` (${values.join(', ')})` : ''}`
  })
  return `\`${rule.id}\` wants ${parts.join(' and ')}`
}

const scopePaths = ({ scope }: Rule): string[] => [
  ...(scope.tenant === undefined ? [] : ['tenant']),
  ...(scope.platform === undefined ? [] : ['target.platform']),
  ...(scope.type === undefined ? [] : ['target.type']),
  ...(scope.label === undefined ? [] : ['target.labels']),
  ...(scope.department === undefined ? [] : [`${scope.of ?? 'requester'}.department`]),
]

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
