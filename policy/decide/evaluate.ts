import type { OpenHours } from '#contract/decision.ts'
import type { Conditions } from '../cel/conditions.ts'
import { provenanceOf } from '../cel/direct.ts'
import type { Context } from '../cel/views.ts'
import { BulkView, ObjectView, RequesterView, RuntimeView, TargetView } from '../cel/views.ts'
import { bitsOf } from './fact-bits.ts'
import type { Facts, Subject } from './input.ts'
import { usageOf } from './input.ts'
import type { ActionPlan, LayerPlan, ReadyRule, ScopeGroup } from './plan.ts'
import { excludes } from './scope.ts'
import { lookUp } from './scope-table.ts'
import { windowOpen } from './window.ts'
import type { Zones } from './zone.ts'

/** What came of one rule that matched or erred. */
export interface Hit {
  ready: ReadyRule
  /** What it counts as: a `require` past its limit or outside its window counts as a deny. */
  counts: 'allow' | 'deny' | 'require' | 'error'
  reason: 'rule' | 'limit' | 'window' | 'missing_fact' | 'error'
}

/** Everything one decision's evaluations share; the context is made when the first condition asks for it. */
export interface Session {
  facts: Facts
  plan: ActionPlan
  zones: Zones
  conditions: Conditions
  /** As the action's schema gave them. */
  params: unknown
  context: Context | null
}

const targetBits = bitsOf(
  ['id', 'email', 'department', 'privileged', 'labels'].map((field) => `target.${field}`),
)

/** The rules of one layer that match or err, with `target` bound to the subject; in no order. */
export function evaluateLayer(session: Session, layer: LayerPlan, subject: Subject): readonly Hit[] {
  const { facts } = session
  const absent = (facts.absent & ~targetBits) | subject.absent
  let hits = evaluateRules(session, layer.open, subject, absent, none)
  for (const table of layer.exact)
    hits = evaluateRules(session, lookUp(table, facts, subject, absent), subject, absent, hits)
  for (const group of layer.own) hits = evaluateGroup(session, group, subject, absent, hits)
  for (const table of layer.groups)
    for (const group of lookUp(table, facts, subject, absent))
      hits = evaluateGroup(session, group, subject, absent, hits)
  return hits
}

function evaluateGroup(
  session: Session,
  { tenant, scope, rules }: ScopeGroup,
  subject: Subject,
  absent: number,
  before: Hit[],
): Hit[] {
  if (tenant !== null && tenant !== session.facts.tenant) return before
  if (excludes(scope, session.facts, subject, absent)) return before
  return evaluateRules(session, rules, subject, absent, before)
}

/** Nobody writes to it. */
const none: Hit[] = []

/** Most layers come to one hit: a list that is made with it takes an eighth of the memory of one that grows. */
function evaluateRules(
  session: Session,
  rules: readonly ReadyRule[],
  subject: Subject,
  absent: number,
  before: Hit[],
): Hit[] {
  let hits = before
  for (const ready of rules) {
    const hit = evaluateRule(session, ready, subject, absent)
    if (hit === null) continue
    if (hits === none) hits = [hit]
    else hits.push(hit)
  }
  return hits
}

function evaluateRule(session: Session, ready: ReadyRule, subject: Subject, absent: number): Hit | null {
  // INVARIANT: before evaluation, so that `||` and `&&` cannot hide that something is not known (T15).
  if ((ready.needs & absent) !== 0) return { ready, counts: 'error', reason: 'missing_fact' }
  const { direct, condition, plain } = ready
  if (!plain && usageMissing(session.facts, ready.usage))
    return { ready, counts: 'error', reason: 'missing_fact' }
  if (direct !== null) {
    if (!direct(session.facts, subject, session.plan.view)) return null
    if (plain) return { ready, counts: ready.effect, reason: 'rule' }
  }
  try {
    if (condition !== null && !condition.run(contextFor(session, ready, subject))) return null
    return restricted(session, ready)
  } catch {
    return { ready, counts: 'error', reason: 'error' }
  }
}

function usageMissing(facts: Facts, usage: readonly string[]): boolean {
  for (const rule of usage) if (usageOf(facts, rule) === null) return true
  return false
}

/** A rule that matches: does its own limit or window turn it into a deny? */
function restricted({ facts, zones }: Session, ready: ReadyRule): Hit {
  const { id, effect, obligations } = ready.rule
  const { limit, window } = obligations
  const used = limit === undefined ? 0 : usageOf(facts, id)
  const hours = hoursOf(window, facts, zones)
  if (used === null || hours === 'unknown') return { ready, counts: 'error', reason: 'missing_fact' }
  if (limit !== undefined && used >= limit.max) return { ready, counts: 'deny', reason: 'limit' }
  return hours === 'open'
    ? { ready, counts: effect, reason: 'rule' }
    : { ready, counts: 'deny', reason: 'window' }
}

function hoursOf(
  window: OpenHours | undefined,
  { now, zone }: Facts,
  zones: Zones,
): 'open' | 'closed' | 'unknown' {
  if (window === undefined) return 'open'
  const where = window.zone ?? zone
  if (now === null || where === null) return 'unknown'
  return windowOpen(window, new Date(now), where, zones) ? 'open' : 'closed'
}

function contextFor(session: Session, ready: ReadyRule, subject: Subject): Context {
  const { facts } = session
  session.context ??= newContext(session)
  const { context } = session
  for (const key of ready.provenance) context.provenance[key] = provenanceOf(facts, key)
  for (const rule of ready.usage) context.runtime.usage[rule] = BigInt(usageOf(facts, rule) ?? 0)
  return subject === facts.target ? context : { ...context, target: new TargetView(subject) }
}

function newContext({ facts, plan, conditions, params }: Session): Context {
  const { requester, bulk } = facts
  const objects = facts.objects.map((object) => new ObjectView(object, object.role))
  return {
    tenant: facts.tenant,
    channel: facts.channel,
    requester: new RequesterView(
      requester.id,
      requester.email,
      requester.verified,
      requester.department,
      requester.groups,
      requester.roles,
    ),
    action: plan.view,
    target: new TargetView(facts.target),
    params: conditions.paramsView(plan.definition, params),
    runtime: new RuntimeView(
      new Date(facts.now ?? 0),
      facts.zone ?? '',
      new BulkView(BigInt(bulk.size), BigInt(bulk.index)),
    ),
    objects,
    provenance: Object.create(null) as Record<string, string>,
  }
}
