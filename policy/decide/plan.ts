import type { ActionDefinition } from '#contract/action.ts'
import type { Layer, RuleTrace } from '#contract/decision.ts'
import { layers } from '#contract/decision.ts'
import { covers } from '../action-pattern.ts'
import type { Bundle, Rule, Scope } from '../bundle.ts'
import type { Condition, Conditions } from '../cel/conditions.ts'
import type { Direct } from '../cel/direct.ts'
import { ActionView } from '../cel/views.ts'
import { bitsOf } from './fact-bits.ts'
import { scopeFacts } from './scope.ts'
import type { ScopeTable } from './scope-table.ts'
import { isExact, scopeTables, selectorOf } from './scope-table.ts'

/** A rule made ready for one action, or for all where its condition reads no parameters. What is asked of most stands first. */
export interface ReadyRule {
  /** Bits of the facts that scope and condition name. */
  needs: number
  /** The condition's own, where it has one. */
  direct: Direct | null
  effect: Rule['effect']
  /** Not a shadow rule. */
  enforced: boolean
  /** How it is listed where it matches: frozen, for decisions share it. */
  trace: Readonly<RuleTrace>
  /** Neither limit nor window, and no usage is read: what matches counts as its effect. */
  plain: boolean
  rule: Rule
  /** What is not direct; null where there is nothing to ask. */
  condition: Pick<Condition, 'run'> | null
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

/** The rules of one layer, found by the most telling key of their scope rather than by trying all; each stands in one place. */
export interface LayerPlan {
  layer: Layer
  /** Without a scope; by id. */
  open: readonly ReadyRule[]
  /** With a scope of one key. */
  exact: readonly ScopeTable<ReadyRule>[]
  /** With more keys, or one tenant's own: still to be matched. */
  groups: readonly ScopeTable<ScopeGroup>[]
  /** One tenant's own without a scope. */
  own: readonly ScopeGroup[]
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
  const readyRule = readier(conditions)
  return (definition) => {
    const found = new Set<Rule>()
    for (const [pattern, rules] of byPattern)
      if (covers(pattern, definition.name)) for (const rule of rules) found.add(rule)
    const covering = Map.groupBy(
      bundle.rules.filter((rule) => found.has(rule)),
      ({ layer }) => layer,
    )
    return {
      definition,
      view: actionView(definition),
      layers: layers.map((layer) =>
        layerPlan(layer, covering.get(layer) ?? [], bundle.tenant, (rule) => readyRule(rule, definition)),
      ),
    }
  }
}

function layerPlan(
  layer: Layer,
  covering: readonly Rule[],
  tenant: string | null,
  readyRule: (rule: Rule) => ReadyRule,
): LayerPlan {
  const open: ReadyRule[] = []
  const exact: [Scope, ReadyRule][] = []
  const groups = new Map<string, ScopeGroup>()
  for (const rule of covering) {
    const owner = rule.owner === 'tenant' ? tenant : null
    const { scope } = rule
    const made = readyRule(rule)
    if (owner === null && selectorOf(scope) === null) open.push(made)
    else if (owner === null && isExact(scope)) exact.push([scope, made])
    else {
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
      group.rules.push(made)
      groups.set(key, group)
    }
  }
  const all = [...groups.values()]
  return {
    layer,
    open,
    exact: scopeTables(exact),
    groups: scopeTables(all.map((group) => [group.scope, group])),
    own: all.filter((group) => selectorOf(group.scope) === null),
  }
}

/** Makes a rule ready once for all actions, where that is the same; the plans of many actions share it. */
function readier(conditions: Conditions): (rule: Rule, definition: ActionDefinition) => ReadyRule {
  const shared = new Map<Rule, ReadyRule>()
  return (rule, definition) => {
    const existing = shared.get(rule)
    if (existing !== undefined) return existing
    const made = ready(rule, definition, conditions)
    if (rule.when === null || !conditions.dependsOnAction(rule.when)) shared.set(rule, made)
    return made
  }
}

function ready(rule: Rule, definition: ActionDefinition, conditions: Conditions): ReadyRule {
  const { id, effect, file, line, mode, obligations } = rule
  const compiled = rule.when === null ? null : conditions.compile(rule.when, definition)
  const condition = compiled?.ok === true ? compiled.condition : null
  const usage = listed(condition?.reads.usage)
  return {
    needs: bitsOf(scopeFacts(rule.scope)) | bitsOf(condition?.reads.facts ?? []),
    direct: condition?.direct ?? null,
    effect,
    enforced: mode === 'enforce',
    trace: Object.freeze({ id, effect, file, line, mode }),
    plain: obligations.limit === undefined && obligations.window === undefined && usage.length === 0,
    rule,
    condition: compiled?.ok === false ? broken : condition?.direct ? null : condition,
    usage,
    provenance: listed(condition?.reads.provenance),
  }
}

/** It cannot be compiled here: it errs wherever the scope matches. */
const broken: Pick<Condition, 'run'> = {
  run: () => {
    throw new Error('the condition does not fit the action')
  },
}

const listed = (set: ReadonlySet<string> | undefined): readonly string[] =>
  set === undefined || set.size === 0 ? nothing : [...set]

const nothing: readonly string[] = []

const actionView = (definition: ActionDefinition): ActionView =>
  new ActionView(
    definition.name,
    definition.platform,
    definition.write,
    definition.risk,
    definition.reversible !== null,
    definition.selfService,
    definition.credential,
  )
