import type { Layer, LayerTrace, RuleTrace, Verdict } from '#contract/decision.ts'
import type { RuleObligations } from './bundle.ts'
import type { Hit, Session } from './evaluate.ts'
import { evaluateLayer } from './evaluate.ts'
import type { LayerPlan } from './plan.ts'
import { layerVerdict, worse } from './verdict.ts'

export interface LayerOutcome {
  trace: LayerTrace
  verdict: Verdict
  /** The first by id of the winning effect; null where no rule decided. */
  deciding: { rule: string; reason: Hit['reason'] } | null
  /** The matching enforced `require` rules, by id. */
  requires: { rule: string; obligations: RuleObligations }[]
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
  if (hits.length > 1) hits.sort(byRuleId)
  const requires: LayerOutcome['requires'] = []
  let deciding: LayerOutcome['deciding'] = null
  const rules: RuleTrace[] = []
  for (const hit of hits) {
    const { rule } = hit.ready
    rules.push(traceOf(hit))
    if (rule.mode === 'shadow') continue
    if (hit.counts === verdict && deciding === null) deciding = { rule: rule.id, reason: hit.reason }
    if (hit.counts === 'require') requires.push({ rule: rule.id, obligations: rule.obligations })
  }
  return { trace: { layer: plan.layer, verdict, rules }, verdict, deciding, requires }
}

/** Shadow rules are reported and never count. */
function verdictOf(hits: readonly Hit[]): Verdict {
  const tally = { error: false, deny: false, require: false, allow: false }
  for (const hit of hits) if (hit.ready.rule.mode === 'enforce') tally[hit.counts] = true
  return layerVerdict(tally)
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
  return left.ready.rule.id < right.ready.rule.id ? -1 : 1
}

/** Keys in the order that SURFACES prints. */
function traceOf(hit: Hit): RuleTrace {
  const { id, effect, file, line, mode } = hit.ready.rule
  if (hit.counts !== 'error') return { id, effect, file, line, mode }
  return { id, effect, file, line, mode, error: hit.reason === 'missing_fact' ? 'missing_fact' : 'error' }
}

export const erring = (layer: Layer): LayerTrace => ({ layer, verdict: 'error', rules: [] })
