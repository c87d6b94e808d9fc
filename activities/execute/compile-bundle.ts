import { catalog } from '#catalog/index.ts'
import { coversAny } from '#policy/action-pattern.ts'
import { createDecider } from '#policy/decide.ts'
import { durationSeconds } from '#policy/duration.ts'
import { factsFor, factsOfRules } from '#policy/facts.ts'
import { fromJson } from '#policy/json.ts'
import { uniteBundles } from '#policy/unite.ts'
import type { Deciding, Limit } from './deciding.ts'

/** Makes published canonical JSON ready to decide: the operator's united with the tenant's own. */
export function compileBundle(operator: object, tenant: object | null): Deciding {
  const bundle = uniteBundles(fromJson(operator), tenant && fromJson(tenant))
  const facts = new Map<string, ReadonlySet<string>>()
  const reads = new Map<string, readonly string[]>()
  return {
    digest: bundle.digest,
    decide: createDecider(bundle, { catalog }),
    facts(action) {
      let needed = facts.get(action)
      if (!needed) facts.set(action, (needed = new Set(factsFor(bundle, action))))
      return needed
    },
    read(rules) {
      const name = [...rules].join(' ')
      let paths = reads.get(name)
      if (!paths) reads.set(name, (paths = factsOfRules(bundle, rules)))
      return paths
    },
    approverGroups: new Set(
      bundle.rules.flatMap(({ obligations: { approval } }) =>
        approval === undefined
          ? []
          : [approval, ...(approval.next ?? [])].flatMap(({ by }) => ('group' in by ? [by.group] : [])),
      ),
    ),
    limits: (action) =>
      bundle.rules.flatMap((rule): Limit[] => {
        const { limit } = rule.obligations
        if (!limit || rule.mode !== 'enforce' || !coversAny(rule.actions, action)) return []
        return [{ ...limit, rule: rule.id, perMs: durationSeconds(limit.per) * 1_000 }]
      }),
  }
}
