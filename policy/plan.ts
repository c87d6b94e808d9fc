import type { ActionDefinition } from '#contract/action.ts'
import type { Layer } from '#contract/decision.ts'
import { layers } from '#contract/decision.ts'
import { covers } from './action-pattern.ts'
import type { Bundle, Rule, Scope } from './bundle.ts'
import type { Condition, Conditions } from './cel/conditions.ts'
import { ActionView } from './cel/views.ts'
import { bitsOf } from './fact-bits.ts'
import type { Facts, Subject } from './input.ts'
import { scopeFacts } from './scope.ts'

/** A rule made ready for one action. */
export interface ReadyRule {
  rule: Rule
  /** Bits of the facts that scope and condition name. */
  needs: number
  /** Null: always true. `broken`: it cannot be compiled here, which errs wherever the scope matches. */
  condition: Condition | 'broken' | null
  /** Rule ids whose usage the condition reads. */
  usage: readonly string[]
  provenance: readonly string[]
}

/** The rules of one layer with one scope; by id. */
export interface ScopeGroup {
  scope: Scope
  /** Only in force for this tenant; null for any. */
  tenant: string | null
  rules: ReadyRule[]
}

/**
 * The scope groups of one layer that can match, found by the most telling scope key rather than by trying all.
 * INVARIANT: `candidates` leaves out only groups of which a present fact fails to match.
 */
export interface LayerPlan {
  layer: Layer
  candidates: (facts: Facts, subject: Subject, absent: number) => readonly ScopeGroup[]
}

export interface ActionPlan {
  definition: ActionDefinition
  view: ActionView
  layers: readonly LayerPlan[]
}

/** Rules by how they name actions, so that a plan looks only at those that cover its action. */
export function createPlanner(
  bundle: Bundle,
  conditions: Conditions,
): (definition: ActionDefinition) => ActionPlan {
  const byPattern = new Map<string, Rule[]>()
  for (const rule of bundle.rules)
    for (const pattern of rule.actions) {
      const existing = byPattern.get(pattern)
      if (existing === undefined) byPattern.set(pattern, [rule])
      else existing.push(rule)
    }
  return (definition) => {
    const found = new Set<Rule>()
    for (const [pattern, rules] of byPattern)
      if (covers(pattern, definition.name)) for (const rule of rules) found.add(rule)
    const covering = bundle.rules.filter((rule) => found.has(rule))
    return {
      definition,
      view: actionView(definition),
      layers: layers.map((layer) => layerPlan(layer, covering, bundle.tenant, definition, conditions)),
    }
  }
}

function layerPlan(
  layer: Layer,
  covering: readonly Rule[],
  tenant: string | null,
  definition: ActionDefinition,
  conditions: Conditions,
): LayerPlan {
  const groups = new Map<string, ScopeGroup>()
  for (const rule of covering) {
    if (rule.layer !== layer) continue
    const owner = rule.owner === 'tenant' ? tenant : null
    const { scope } = rule
    const key = JSON.stringify([
      owner,
      scope.tenant,
      scope.platform,
      scope.type,
      scope.label,
      scope.department,
      scope.of,
    ])
    const group = groups.get(key) ?? { scope, tenant: owner, rules: [] }
    group.rules.push(ready(rule, definition, conditions))
    groups.set(key, group)
  }
  return { layer, candidates: candidatesOf([...groups.values()]) }
}

function ready(rule: Rule, definition: ActionDefinition, conditions: Conditions): ReadyRule {
  const scoped = scopeFacts(rule.scope)
  if (rule.when === null) return { rule, needs: bitsOf(scoped), condition: null, usage: [], provenance: [] }
  const compiled = conditions.compile(rule.when, definition)
  if (!compiled.ok) return { rule, needs: bitsOf(scoped), condition: 'broken', usage: [], provenance: [] }
  const { reads } = compiled.condition
  return {
    rule,
    needs: bitsOf([...scoped, ...reads.facts]),
    condition: compiled.condition,
    usage: [...reads.usage],
    provenance: [...reads.provenance],
  }
}

type Selector = {
  kind: 'label' | 'requester' | 'target' | 'tenant' | 'type' | 'platform'
  value: string
} | null

function selectorOf(scope: Scope): Selector {
  if (scope.label !== undefined) return { kind: 'label', value: scope.label }
  if (scope.department !== undefined) return { kind: scope.of ?? 'requester', value: scope.department }
  if (scope.tenant !== undefined) return { kind: 'tenant', value: scope.tenant }
  if (scope.type !== undefined) return { kind: 'type', value: scope.type }
  return scope.platform === undefined ? null : { kind: 'platform', value: scope.platform }
}

const absentBits = {
  label: bitsOf(['target.labels']),
  requester: bitsOf(['requester.department']),
  target: bitsOf(['target.department']),
  tenant: 0,
  type: 0,
  platform: 0,
} as const

function candidatesOf(groups: readonly ScopeGroup[]): LayerPlan['candidates'] {
  const open: ScopeGroup[] = []
  const selected = new Map<NonNullable<Selector>['kind'], Map<string, ScopeGroup[]>>()
  for (const group of groups) {
    const selector = selectorOf(group.scope)
    if (selector === null) {
      open.push(group)
      continue
    }
    const byValue = selected.get(selector.kind) ?? new Map<string, ScopeGroup[]>()
    selected.set(selector.kind, byValue)
    byValue.set(selector.value, [...(byValue.get(selector.value) ?? []), group])
  }
  if (selected.size === 0) return () => open
  const kinds = [...selected]
  return (facts, subject, absent) => {
    const found = [...open]
    for (const [kind, byValue] of kinds) {
      if ((absent & absentBits[kind]) !== 0) for (const some of byValue.values()) found.push(...some)
      else if (kind === 'label')
        for (const label of new Set(subject.labels)) found.push(...(byValue.get(label) ?? none))
      else found.push(...(byValue.get(valueOf(kind, facts, subject)) ?? none))
    }
    return found
  }
}

const none: readonly ScopeGroup[] = []

function valueOf(
  kind: 'requester' | 'target' | 'tenant' | 'type' | 'platform',
  facts: Facts,
  subject: Subject,
): string {
  if (kind === 'requester') return facts.requester.department
  if (kind === 'target') return subject.department
  if (kind === 'tenant') return facts.tenant
  return kind === 'type' ? subject.type : subject.platform
}

const actionView = (definition: ActionDefinition): ActionView =>
  new ActionView(
    definition.name,
    definition.platform,
    definition.write,
    definition.risk,
    definition.reversible !== null,
    definition.selfService,
  )
