import { coversAny } from './action-pattern.ts'
import type { Bundle } from './bundle.ts'
import { byCodeUnits } from './bundle.ts'
import { readsOfText } from './cel/conditions.ts'
import { baseEnvironment } from './cel/environment.ts'
import { scopeFacts } from './scope.ts'

/**
 * The facts that a decision on an action may need: those that scopes, conditions, limits and windows of the rules that
 * cover it read, shadow rules included. Paths such as `target.privileged`, `objects.labels`, `runtime.usage.<rule id>`;
 * sorted. In the target layer `target.*` is asked of each object too.
 */
export function factsFor(bundle: Bundle, actionName: string): string[] {
  const environment = baseEnvironment()
  const facts = new Set<string>()
  for (const rule of bundle.rules) {
    if (!coversAny(rule.actions, actionName)) continue
    const paths = scopeFacts(rule.scope)
    const reads = rule.when === null ? null : readsOfText(environment, rule.when)
    paths.push(...(reads?.facts ?? []))
    if (rule.layer === 'target')
      paths.push(
        ...paths
          .filter((path) => path.startsWith('target.'))
          .map((path) => path.replace('target.', 'objects.')),
      )
    for (const id of reads?.usage ?? []) paths.push(`runtime.usage.${id}`)
    if (rule.obligations.limit !== undefined) paths.push(`runtime.usage.${rule.id}`)
    if (rule.obligations.window !== undefined) paths.push('runtime.now')
    if (rule.obligations.window?.zone === null) paths.push('runtime.zone')
    for (const path of paths) if (!alwaysThere.test(path)) facts.add(path)
  }
  return [...facts].toSorted(byCodeUnits)
}

const alwaysThere = /^(?:target|objects)\.(?:platform|type|role)$/
