import type { DecisionInput, Verdict } from '#contract/decision.ts'
import type { NaiveDoc, NaiveRule, Target } from './naive-conditions.ts'
import { conditions, untouched } from './naive-conditions.ts'

/**
 * A second evaluator, written straight from SURFACES and THREATS T15, without index or compilation. Conditions come from
 * a fixed table, each with the facts it names and a function of its own, so that nothing here leans on the engine's CEL.
 */

const isBoolean = (name: string): boolean => name.endsWith('privileged') || name.endsWith('verified')

function absent(name: string, input: DecisionInput, target: Target): boolean {
  const [head = '', field = ''] = name.split('.')
  const records: object[] =
    head === 'objects'
      ? input.objects
      : [head === 'target' ? target : head === 'requester' ? input.requester : input.runtime]
  return records.some((record) => {
    const value = (record as Record<string, unknown>)[field]
    return value === undefined || (value === null && isBoolean(name))
  })
}

const order = ['global', 'tenant', 'target', 'department', 'action', 'runtime'] as const
const severity: Verdict[] = ['error', 'deny', 'none', 'require', 'allow']
const covers = (pattern: string, action: string): boolean =>
  pattern === '*' || pattern === action || (pattern.endsWith('.*') && action.startsWith(pattern.slice(0, -1)))

const scopeFact = (key: string, scope: Record<string, string>): string =>
  key === 'label'
    ? 'target.labels'
    : key === 'department'
      ? `${scope.of ?? 'requester'}.department`
      : `target.${key}`

function scopeFails(
  key: string,
  value: string,
  scope: Record<string, string>,
  input: DecisionInput,
  target: Target,
): boolean {
  if (key === 'of') return false
  if (key === 'tenant') return input.tenant !== value
  if (absent(scopeFact(key, scope), input, target)) return false
  if (key === 'label') return !(target.labels ?? []).includes(value)
  if (key === 'department') return (scope.of === 'target' ? target : input.requester).department !== value
  return (target as Record<string, unknown>)[key] !== value
}

type Outcome = { rule: NaiveRule; counts: 'allow' | 'deny' | 'require' | 'error'; reason: string }

function outcomes(layer: string, docs: NaiveDoc[], input: DecisionInput, target: Target): Outcome[] {
  const found: Outcome[] = []
  for (const doc of docs.filter((some) => some.layer === layer)) {
    const keys = Object.entries(doc.scope)
    if (keys.some(([key, value]) => scopeFails(key, value, doc.scope, input, target))) continue
    const scopeNames = keys
      .filter(([key]) => key !== 'of' && key !== 'tenant')
      .map(([key]) => scopeFact(key, doc.scope))
    for (const rule of doc.rules.filter(({ actions }) =>
      actions.some((pattern) => covers(pattern, input.action)),
    )) {
      const condition = rule.when === undefined ? { names: [], holds: () => true } : conditions[rule.when]
      if (condition === undefined) throw new Error(`no such condition: ${rule.when}`)
      if ([...scopeNames, ...condition.names].some((name) => absent(name, input, target))) {
        found.push({ rule, counts: 'error', reason: 'missing_fact' })
        continue
      }
      try {
        if (condition.holds(input, target)) found.push(limited(rule, input))
      } catch {
        found.push({ rule, counts: 'error', reason: 'error' })
      }
    }
  }
  return found.toSorted((left, right) => (left.rule.id < right.rule.id ? -1 : 1))
}

function limited(rule: NaiveRule, input: DecisionInput): Outcome {
  const limit = rule.obligations?.limit
  const used = input.runtime.usage?.[rule.id]
  if (limit !== undefined && used === undefined) return { rule, counts: 'error', reason: 'missing_fact' }
  if (limit !== undefined && (used ?? 0) >= limit.max) return { rule, counts: 'deny', reason: 'limit' }
  return { rule, counts: rule.effect, reason: 'rule' }
}

function verdictOf(found: Outcome[]): Verdict {
  const says = (counts: string): boolean =>
    found.some((some) => some.counts === counts && some.rule.mode !== 'shadow')
  if (says('error')) return 'error'
  if (says('deny')) return 'deny'
  if (!says('allow')) return 'none'
  return says('require') ? 'require' : 'allow'
}

/** Everything that SURFACES promises but files, lines and the digest. */
export function naive(docs: NaiveDoc[], input: DecisionInput): object {
  const layers = order.map((layer) => {
    const targets: Target[] = layer === 'target' ? [input.target, ...input.objects] : [input.target]
    const each = targets.map((target) => outcomes(layer, docs, input, target))
    const verdict = severity.find((worst) => each.some((found) => verdictOf(found) === worst)) ?? 'none'
    return {
      layer,
      verdict,
      found: each.flat().toSorted((left, right) => (left.rule.id < right.rule.id ? -1 : 1)),
    }
  })
  const base = {
    verdicts: layers.map(({ verdict }) => verdict),
    listed: layers.map(({ found }) => [...new Set(found.map(({ rule }) => rule.id))]),
  }
  const against = layers.find(({ verdict }) => !['allow', 'require'].includes(verdict))
  if (against !== undefined) {
    const first = against.found.filter(
      ({ counts, rule }) => counts === against.verdict && rule.mode !== 'shadow',
    )
    const reasons = first.filter(({ rule }) => rule.id === first[0]?.rule.id).map(({ reason }) => reason)
    const reason = reasons.includes('missing_fact') ? 'missing_fact' : (reasons[0] ?? 'no_match')
    return {
      ...base,
      effect: 'deny',
      obligations: {},
      decidedBy: { layer: against.layer, rule: first[0]?.rule.id ?? null, reason: reason as 'rule' },
    }
  }
  const asked = layers.flatMap(({ layer, found }) =>
    found
      .filter(({ counts, rule }) => counts === 'require' && rule.mode !== 'shadow')
      .map(({ rule }) => ({ layer, rule })),
  )
  const approvals = ['a', 'b'].flatMap((role) => {
    const quorums = asked.flatMap(({ rule }) =>
      rule.obligations?.approval?.by.role === role ? [rule.obligations.approval.quorum] : [],
    )
    return quorums.length > 0 ? [{ by: { role }, quorum: Math.max(...quorums), ...untouched }] : []
  })
  const justification = asked.some(({ rule }) => rule.obligations?.justification)
  const obligations = {
    ...(approvals.length > 0 ? { approvals } : {}),
    ...(justification ? { justification: true as const } : {}),
  }
  const first = asked.find(({ rule }) => rule.obligations?.approval !== undefined)
  if (first === undefined) return { ...base, effect: 'permit', obligations, decidedBy: null }
  const decidedBy = { layer: first.layer, rule: first.rule.id, reason: 'rule' as const }
  return { ...base, effect: 'require_approval', obligations, decidedBy }
}
