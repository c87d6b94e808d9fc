import type { ActionDefinition } from '#contract/action.ts'
import type { Decision, DecisionInput, DecisionReason, Obligations } from '#contract/decision.ts'
import { layers } from '#contract/decision.ts'
import type { Bundle } from './bundle.ts'
import { createConditions } from './cel/conditions.ts'
import type { Session } from './evaluate.ts'
import type { LacksField } from './input.ts'
import { readFacts } from './input.ts'
import type { LayerOutcome } from './layer.ts'
import { erring, outcomeOf } from './layer.ts'
import { uniteObligations } from './obligations.ts'
import type { ActionPlan } from './plan.ts'
import { createPlanner } from './plan.ts'
import { effectOf, letsThrough } from './verdict.ts'
import { createZones } from './zone.ts'

export interface DeciderOptions {
  catalog: ReadonlyMap<string, ActionDefinition>
  lacksField?: LacksField
}

/** Takes what `DecisionInput` parses to. On anything else it denies; it never throws and never changes its input. */
export type Decider = (input: DecisionInput) => Decision

/**
 * The policy decision point. Same bundle, same catalog, same input: the same decision, byte for byte.
 * What is compiled is kept: plans are made when an action is first asked about.
 */
export function createDecider(bundle: Bundle, { catalog, lacksField }: DeciderOptions): Decider {
  const conditions = createConditions()
  const zones = createZones()
  const planFor = createPlanner(bundle, conditions)
  const plans = new Map<string, ActionPlan>()

  const decide = (input: DecisionInput): Decision => {
    const definition = catalog.get(input.action)
    if (definition === undefined) return refused(input, 'unknown_action', bundle.digest)
    const given: unknown = input.params ?? {}
    const parsed = parseParams(definition, given)
    if (!parsed.ok) return refused(input, 'invalid_params', bundle.digest)
    const facts = readFacts(input, definition, lacksField)
    let plan = plans.get(definition.name)
    if (plan === undefined) {
      plan = planFor(definition)
      plans.set(definition.name, plan)
    }
    const session: Session = {
      facts,
      plan,
      zones,
      params: () => conditions.paramsView(definition, parsed.params),
      context: null,
    }
    return combine(
      input,
      plan.layers.map((layer) => outcomeOf(session, layer)),
      bundle.digest,
    )
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
function combine(input: DecisionInput, outcomes: readonly LayerOutcome[], bundle: string): Decision {
  const { id } = input
  const traces = outcomes.map((outcome) => outcome.trace)
  const against = outcomes.find((outcome) => !letsThrough(outcome.verdict))
  if (against !== undefined) {
    const { deciding, trace } = against
    const decidedBy = {
      layer: trace.layer,
      rule: deciding?.rule ?? null,
      reason: deciding?.reason ?? ('no_match' as const),
    }
    return { id, effect: effectOf(false, false), obligations: {}, layers: traces, decidedBy, bundle }
  }
  const requires = outcomes.flatMap((outcome) =>
    outcome.requires.map((required) => ({ ...required, layer: outcome.trace.layer })),
  )
  if (requires.length === 0)
    return { id, effect: effectOf(true, false), obligations: {}, layers: traces, decidedBy: null, bundle }
  const { obligations, unsatisfiable } = uniteObligations(requires.map((required) => required.obligations))
  const asking = requires.find((required) => required.obligations.approval !== undefined)
  const effect = effectOf(!unsatisfiable, asking !== undefined)
  const held: Obligations = unsatisfiable ? {} : obligations
  const decidedBy =
    asking === undefined ? null : { layer: asking.layer, rule: asking.rule, reason: 'rule' as const }
  return { id, effect, obligations: held, layers: traces, decidedBy, bundle }
}

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
