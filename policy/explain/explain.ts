import type { Decision, DecisionInput, Layer, LayerTrace, Verdict } from '#contract/decision.ts'
import type { Bundle } from '../bundle.ts'
import type { Decider, DeciderOptions } from '../decide.ts'
import { createDecider } from '../decide.ts'
import type { Explaining } from './change.ts'
import { changesOf } from './change.ts'
import { createProbe } from './probe.ts'
import { sayObligations } from './words.ts'

export interface LayerExplanation {
  layer: Layer
  verdict: Verdict
  /** The layer's answer in a sentence. */
  says: string
  rules: {
    id: string
    effect: 'allow' | 'deny' | 'require'
    mode: 'enforce' | 'shadow'
    file: string
    line: number
    because: string | null
    error?: 'missing_fact' | 'error'
  }[]
  /** What would have to be different for this layer to let it through; empty when it does. */
  change: string[]
}

export interface Explanation {
  id: string
  effect: Decision['effect']
  /** The decision in a sentence. */
  says: string
  layers: LayerExplanation[]
  /** What must be met before it runs; empty when denied. */
  obligations: string[]
  decidedBy: Decision['decidedBy']
  bundle: string
}

export type Explainer = (input: DecisionInput) => Explanation

/** Explains in plain words what each layer says and what would have to be different. Never throws on a parsed input. */
export function createExplainer(bundle: Bundle, options: DeciderOptions): Explainer {
  const decide = createDecider(bundle, options)
  const about: Explaining = {
    bundle,
    options,
    rules: new Map(bundle.rules.map((rule) => [rule.id, rule])),
    probe: createProbe(options),
  }
  return (given) => {
    const input = withTarget(given, options)
    const decision = decide(input)
    const whole = wholeProblem(decision, input, options)
    return {
      id: decision.id,
      effect: decision.effect,
      says: headline(decision, input),
      layers: decision.layers.map((trace) => layerOf(about, decide, input, trace, whole)),
      obligations: sayObligations(decision.obligations, bundle.names),
      decidedBy: decision.decidedBy,
      bundle: decision.bundle,
    }
  }
}

/** What an action without a target is not given is known to be none. */
function withTarget(input: DecisionInput, { catalog }: DeciderOptions): DecisionInput {
  if (catalog.get(input.action)?.target !== null) return input
  const none = { id: null, email: null, department: null, privileged: false, labels: [] }
  return { ...input, target: { ...none, ...input.target } }
}

function layerOf(
  about: Explaining,
  decide: Decider,
  input: DecisionInput,
  trace: LayerTrace,
  whole: string | null,
): LayerExplanation {
  const rules = trace.rules.map((hit) => ({ ...hit, because: about.rules.get(hit.id)?.because ?? null }))
  if (whole !== null)
    return { layer: trace.layer, verdict: trace.verdict, says: 'was not asked', rules, change: [whole] }
  return {
    layer: trace.layer,
    verdict: trace.verdict,
    says: sentence(trace),
    rules,
    change: changesWith(about, decide, input, trace),
  }
}

/** The target layer is asked of each named object too: what is wrong with which of them. */
function changesWith(about: Explaining, decide: Decider, input: DecisionInput, trace: LayerTrace): string[] {
  if (trace.layer !== 'target' || input.objects.length === 0) return changesOf(about, input, trace)
  const subjects = [
    { name: '', target: input.target },
    ...input.objects.map(({ role, ...target }) => ({
      name: `for the ${role} \`${target.id ?? 'unknown'}\`: `,
      target,
    })),
  ]
  return subjects.flatMap(({ name, target }) => {
    const asked = { ...input, target, objects: [] }
    const own = decide(asked).layers.find(({ layer }) => layer === 'target')
    return own === undefined ? [] : changesOf(about, asked, own).map((each) => name + each)
  })
}

/** A layer's answer in words. */
export function sentence({ verdict, rules }: Pick<LayerTrace, 'verdict' | 'rules'>): string {
  const ids = (effects: string[]): string =>
    rules
      .filter((hit) => hit.mode === 'enforce' && effects.includes(hit.effect))
      .map(({ id }) => `\`${id}\``)
      .join(', ')
  if (verdict === 'allow') return `allows it, by ${ids(['allow'])}`
  if (verdict === 'require')
    return `allows it, by ${ids(['allow'])}, and demands what ${ids(['require'])} asks`
  if (verdict === 'deny') return `refuses it, by ${ids(['deny', 'require'])}`
  if (verdict === 'none')
    return rules.some((hit) => hit.mode === 'enforce')
      ? `says nothing for it: ${ids(['require'])} only adds conditions, and no rule allows`
      : 'says nothing for it: no rule matches, and what no rule allows is denied'
  const erring = rules.filter((hit) => hit.mode === 'enforce' && hit.error)
  return `cannot judge it: ${erring.map((hit) => `\`${hit.id}\` ${hit.error === 'missing_fact' ? 'misses a fact' : 'erred'}`).join(', ')}`
}

function headline({ effect, decidedBy }: Decision, input: DecisionInput): string {
  const what = `\`${input.action}\` by ${input.requester.email ?? input.requester.id ?? 'somebody unknown'}`
  if (decidedBy === null) return `${what} is permitted: all six layers allow it`
  const by = decidedBy.rule === null ? '' : ` (\`${decidedBy.rule}\`)`
  if (effect === 'require_approval')
    return `${what} waits for approval: the ${decidedBy.layer} layer demands it${by}`
  if (decidedBy.reason === 'unknown_action') return `${what} is denied: there is no such action`
  if (decidedBy.reason === 'invalid_params')
    return `${what} is denied: its parameters are not those of the action`
  return `${what} is denied, first by the ${decidedBy.layer} layer${by}`
}

/** What keeps every layer from being asked. */
function wholeProblem(
  { decidedBy }: Decision,
  input: DecisionInput,
  { catalog }: DeciderOptions,
): string | null {
  if (decidedBy?.reason === 'unknown_action')
    return `the action would have to be one of the catalog; \`${input.action}\` is not`
  if (decidedBy?.reason === 'invalid_params') {
    const issues = catalog.get(input.action)?.params.safeParse(input.params).error?.issues ?? []
    const said = issues.map(
      ({ path, message }) => `\`params${path.map((step) => `.${String(step)}`).join('')}\`: ${message}`,
    )
    return `the parameters would have to fit the action: ${said.join('; ') || 'they do not'}`
  }
  if (decidedBy?.layer === 'global' && decidedBy.rule === null && decidedBy.reason === 'error')
    return 'the facts would have to be of the types that the contract names'
  return null
}
