import type { ActionDefinition } from '#contract/action.ts'
import type { FactSources } from '#contract/self-set-facts.ts'
import { coversAny } from './action-pattern.ts'
import { type Bundle, byCodeUnits, type Rule } from './bundle.ts'
import { readsOfText } from './cel/conditions.ts'
import { baseEnvironment } from './cel/environment.ts'
import { scopeFacts } from './decide/scope.ts'
import type { Problem } from './problem.ts'

/**
 * Rules in force that read a fact where people set it of themselves, or where nobody can tell whether they do (T10): one problem for
 * each rule and platform. What a rule reads of a requester comes from the identity source, the rest from the platform that the action
 * is on.
 */
export function readingUnsourced(
  { rules }: Bundle,
  { identitySource, untrusted }: FactSources,
  catalog: ReadonlyMap<string, ActionDefinition>,
): Problem[] {
  const environment = baseEnvironment()
  return rules
    .filter((rule) => rule.mode === 'enforce')
    .flatMap((rule) => {
      const reads = rule.when === null ? [] : (readsOfText(environment, rule.when)?.facts ?? [])
      const facts = [...scopeFacts(rule.scope), ...reads]
      const platforms = platformsOf(rule, catalog)
      const found = facts.flatMap((path) => {
        const [of, fact = ''] = path.split('.')
        const sources = of === 'requester' ? [identitySource] : platforms
        return sources
          .filter((source) => untrusted[source]?.includes(fact))
          .map((source) => ({ source, fact }))
      })
      const once = new Map(found.map((each) => [`${each.source} ${each.fact}`, each]))
      return [...once.values()].map(({ source, fact }) => problemOf(rule, source, fact))
    })
}

/** Of the actions that it covers. */
function platformsOf({ actions, scope }: Rule, catalog: ReadonlyMap<string, ActionDefinition>): string[] {
  const covered = [...catalog.values()].filter(
    ({ name, platform }) =>
      coversAny(actions, name) && (scope.platform === undefined || scope.platform === platform),
  )
  return [...new Set(covered.map((each) => each.platform))].toSorted(byCodeUnits)
}

const problemOf = ({ id, file, line }: Rule, source: string, fact: string): Problem => ({
  code: 'fact_self_editable',
  file,
  line,
  column: 1,
  rule: id,
  message: `it reads \`${fact}\` from ${source}, where people can set it of themselves or nobody can tell whether they do`,
  mend: `make it read-only for people at ${source}; where ${source} does not tell, declare it: dex tenant declare-facts TENANT ${source}:${fact}`,
})
