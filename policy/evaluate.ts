import type { Context } from './cel/views.ts'
import { BulkView, ObjectView, RequesterView, RuntimeView, TargetView } from './cel/views.ts'
import { bitsOf } from './fact-bits.ts'
import type { Facts, Subject } from './input.ts'
import { usageOf } from './input.ts'
import type { ActionPlan, LayerPlan, ReadyRule } from './plan.ts'
import { matchScope } from './scope.ts'
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
  /** The parameters as conditions see them. */
  params: () => unknown
  context: Context | null
}

const targetBits = bitsOf(
  ['id', 'email', 'department', 'privileged', 'labels'].map((field) => `target.${field}`),
)

/** The rules of one layer that match or err, with `target` bound to the subject; in no order. */
export function evaluateLayer(session: Session, layer: LayerPlan, subject: Subject): Hit[] {
  const { facts } = session
  const absent = subject === facts.target ? facts.absent : (facts.absent & ~targetBits) | subject.absent
  const hits: Hit[] = []
  for (const group of layer.candidates(facts, subject, absent)) {
    if (group.tenant !== null && group.tenant !== facts.tenant) continue
    if (matchScope(group.scope, facts, subject, absent) === 'no') continue
    for (const ready of group.rules) {
      const hit = evaluateRule(session, ready, subject, absent)
      if (hit !== null) hits.push(hit)
    }
  }
  return hits
}

function evaluateRule(session: Session, ready: ReadyRule, subject: Subject, absent: number): Hit | null {
  // INVARIANT: before evaluation, so that `||` and `&&` cannot hide that something is not known (T15).
  if ((ready.needs & absent) !== 0) return { ready, counts: 'error', reason: 'missing_fact' }
  for (const rule of ready.usage)
    if (usageOf(session.facts, rule) === null) return { ready, counts: 'error', reason: 'missing_fact' }
  if (ready.condition === 'broken') return { ready, counts: 'error', reason: 'error' }
  try {
    if (ready.condition !== null && !ready.condition.run(contextFor(session, ready, subject))) return null
    return restricted(session, ready)
  } catch {
    return { ready, counts: 'error', reason: 'error' }
  }
}

/** A rule that matches: does its own limit or window turn it into a deny? */
function restricted({ facts, zones }: Session, ready: ReadyRule): Hit {
  const { id, effect, obligations } = ready.rule
  const { limit, window } = obligations
  if (limit === undefined && window === undefined) return { ready, counts: effect, reason: 'rule' }
  const used = limit === undefined ? 0 : usageOf(facts, id)
  const zone = window?.zone ?? facts.zone
  if (used === null || (window !== undefined && (facts.now === null || zone === null)))
    return { ready, counts: 'error', reason: 'missing_fact' }
  const open =
    window === undefined || facts.now === null || zone === null || windowOpen(window, facts.now, zone, zones)
  if (limit !== undefined && used >= limit.max) return { ready, counts: 'deny', reason: 'limit' }
  return open ? { ready, counts: effect, reason: 'rule' } : { ready, counts: 'deny', reason: 'window' }
}

function contextFor(session: Session, ready: ReadyRule, subject: Subject): Context {
  const { facts } = session
  session.context ??= newContext(session)
  const { context } = session
  for (const key of ready.provenance) {
    const given = Object.hasOwn(facts.provenance, key) ? facts.provenance[key] : undefined
    context.provenance[key] = typeof given === 'string' ? given : 'model'
  }
  for (const rule of ready.usage) context.runtime.usage[rule] = BigInt(usageOf(facts, rule) ?? 0)
  return subject === facts.target ? context : { ...context, target: new TargetView(subject) }
}

function newContext({ facts, plan, params }: Session): Context {
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
    params: params(),
    runtime: new RuntimeView(
      facts.now ?? new Date(0),
      facts.zone ?? '',
      new BulkView(BigInt(bulk.size), BigInt(bulk.index)),
    ),
    objects,
    provenance: Object.create(null) as Record<string, string>,
  }
}
