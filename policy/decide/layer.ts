import type { Layer, LayerTrace, RuleTrace, Verdict } from '#contract/decision.ts'
import type { Rule } from '../bundle.ts'
import type { Hit, Session } from './evaluate.ts'
import { evaluateLayer } from './evaluate.ts'
import type { LayerPlan } from './plan.ts'
import { layerVerdict, says, worse } from '../verdict.ts'

export interface LayerOutcome {
  trace: LayerTrace
  /** What the trace lists, in its order. */
  hits: readonly Hit[]
}

/** One layer's outcome; the target layer's is the worst over the target and each named object. */
export function outcomeOf(session: Session, plan: LayerPlan): LayerOutcome {
  const { facts } = session
  let hits = evaluateLayer(session, plan, facts.target)
  let verdict = verdictOf(hits)
  if (plan.layer === 'target' && facts.objects.length > 0) {
    const all = [hits]
    for (const object of facts.objects) {
      const more = evaluateLayer(session, plan, object)
      verdict = worse(verdict, verdictOf(more))
      all.push(more)
    }
    hits = oneEach(all.flat())
  }
  if (hits.length > 1) hits = hits.toSorted(byRuleId)
  return { trace: { layer: plan.layer, verdict, rules: hits.map(traceOf) }, hits }
}

/** The first by id of the winning effect; null where no rule decided. */
export function decidingOf({ trace, hits }: LayerOutcome): Hit | null {
  for (const hit of hits) if (hit.counts === trace.verdict && counted(hit)) return hit
  return null
}

/** The matching enforced `require` rules, by id. */
export const requiresOf = ({ hits }: LayerOutcome): Rule[] =>
  hits.filter((hit) => hit.counts === 'require' && counted(hit)).map(({ ready }) => ready.rule)

/** Shadow rules are reported and never count. */
const counted = (hit: Hit): boolean => hit.ready.enforced

function verdictOf(hits: readonly Hit[]): Verdict {
  let said: number = says.nothing
  for (const hit of hits) if (counted(hit)) said |= says[hit.counts]
  return layerVerdict(said)
}

const rank = { error: 0, deny: 1, require: 2, allow: 2 } as const
const reasonRank = { missing_fact: 0, error: 1, limit: 2, window: 3, rule: 4 } as const

/** A rule is listed once a layer: as what it counted worst as. */
function oneEach(hits: readonly Hit[]): Hit[] {
  const worst = new Map<string, Hit>()
  for (const hit of hits) {
    const other = worst.get(hit.ready.rule.id)
    const replaces =
      other === undefined ||
      rank[hit.counts] < rank[other.counts] ||
      (hit.counts === other.counts && reasonRank[hit.reason] < reasonRank[other.reason])
    if (replaces) worst.set(hit.ready.rule.id, hit)
  }
  return [...worst.values()]
}

function byRuleId(left: Hit, right: Hit): number {
  return left.ready.trace.id < right.ready.trace.id ? -1 : 1
}

/** Keys in the order that SURFACES prints. */
function traceOf(hit: Hit): RuleTrace {
  const { trace } = hit.ready
  if (hit.counts !== 'error') return trace
  const { id, effect, file, line, mode } = trace
  return { id, effect, file, line, mode, error: hit.reason === 'missing_fact' ? 'missing_fact' : 'error' }
}

export const erring = (layer: Layer): LayerTrace => ({ layer, verdict: 'error', rules: [] })
