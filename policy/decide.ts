import type { ActionDefinition } from '#contract/action.ts'
import type { Decision, DecisionInput, DecisionReason, LayerTrace, Obligations } from '#contract/decision.ts'
import { layers } from '#contract/decision.ts'
import type { Bundle } from './bundle.ts'
import { createConditions } from './cel/conditions.ts'
import type { Session } from './decide/evaluate.ts'
import { readFacts } from './decide/input.ts'
import type { LayerOutcome } from './decide/layer.ts'
import { decidingOf, erring, outcomeOf, requiresOf } from './decide/layer.ts'
import { uniteObligations } from './obligations.ts'
import type { ActionPlan } from './decide/plan.ts'
import { createPlanner } from './decide/plan.ts'
import { effectOf, letsThrough } from './verdict.ts'
import { createZones } from './decide/zone.ts'

export interface DeciderOptions {
  catalog: ReadonlyMap<string, ActionDefinition>
}

/** Takes what `DecisionInput` parses to. On anything else it denies; it never throws and never changes its input. */
export type Decider = (input: DecisionInput) => Decision

/**
 * The policy decision point. Same bundle, same catalog, same input: the same decision, byte for byte.
 * What is compiled is kept: plans are made when an action is first asked about.
 */
export function createDecider(bundle: Bundle, { catalog }: DeciderOptions): Decider {
  const conditions = bundle.conditions ?? createConditions()
  const zones = createZones()
  const planFor = createPlanner(bundle, conditions)
  const plans = new Map<string, ActionPlan>()

  const decide = (input: DecisionInput): Decision => {
    const definition = catalog.get(input.action)
    if (definition === undefined) return refused(input, 'unknown_action', bundle.digest)
    const given: unknown = input.params ?? {}
    const parsed = parseParams(definition, given)
    if (!parsed.ok) return refused(input, 'invalid_params', bundle.digest)
    const facts = readFacts(input, definition)
    let plan = plans.get(definition.name)
    if (plan === undefined) {
      plan = planFor(definition)
      plans.set(definition.name, plan)
    }
    const session: Session = { facts, plan, zones, conditions, params: parsed.params, context: null }
    const outcomes = plan.layers.map((layer) => outcomeOf(session, layer))
    return combine(input, outcomes, bundle.digest)
  }

  return (input) => {
    try {
      return decide(input)
    } catch {
      return refused(input, 'error', bundle.digest)
    }
  }
}

function parseParams(
  definition: ActionDefinition,
  params: unknown,
): { ok: true; params: unknown } | { ok: false } {
  try {
    const parsed = definition.params.safeParse(params)
    return parsed.success ? { ok: true, params: parsed.data } : { ok: false }
  } catch {
    return { ok: false }
  }
}

/** Every key in the order that SURFACES prints. */
function combine({ id }: DecisionInput, outcomes: readonly LayerOutcome[], bundle: string): Decision {
  const traces = outcomes.map(traceOf)
  let against: LayerOutcome | null = null
  let requiring = false
  for (const outcome of outcomes) {
    const { verdict } = outcome.trace
    if (verdict === 'require') requiring = true
    if (against === null && !letsThrough(verdict)) against = outcome
  }
  if (against !== null) {
    const deciding = decidingOf(against)
    const decidedBy = {
      layer: against.trace.layer,
      rule: deciding?.ready.trace.id ?? null,
      reason: deciding?.reason ?? ('no_match' as const),
    }
    return { id, effect: effectOf(false, false), obligations: {}, layers: traces, decidedBy, bundle }
  }
  if (!requiring)
    return { id, effect: effectOf(true, false), obligations: {}, layers: traces, decidedBy: null, bundle }
  const requires = outcomes.flatMap(requiresOf)
  const { obligations, unsatisfiable } = uniteObligations(requires.map((required) => required.obligations))
  const asking = requires.find((required) => required.obligations.approval !== undefined)
  const effect = effectOf(!unsatisfiable, asking !== undefined)
  const held: Obligations = unsatisfiable ? {} : obligations
  const decidedBy =
    asking === undefined ? null : { layer: asking.layer, rule: asking.id, reason: 'rule' as const }
  return { id, effect, obligations: held, layers: traces, decidedBy, bundle }
}

const traceOf = ({ trace }: LayerOutcome): LayerTrace => trace

/** Nothing was evaluated: all six layers say so. */
function refused(input: unknown, reason: DecisionReason, bundle: string): Decision {
  return {
    id: idOf(input),
    effect: 'deny',
    obligations: {},
    layers: layers.map(erring),
    decidedBy: { layer: 'global', rule: null, reason },
    bundle,
  }
}

function idOf(input: unknown): string {
  try {
    const id: unknown = (input as { id?: unknown } | null)?.id
    return typeof id === 'string' ? id : ''
  } catch {
    return ''
  }
}
