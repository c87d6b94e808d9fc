import type { Environment } from '@marcbachmann/cel-js'
import { coversAny } from './action-pattern.ts'
import type { Bundle, Rule } from './bundle.ts'
import { byCodeUnits } from './bundle.ts'
import { readsOfText } from './cel/conditions.ts'
import { baseEnvironment } from './cel/environment.ts'
import { scopeFacts } from './decide/scope.ts'

/**
 * The facts that a decision on an action may need: those that scopes, conditions, limits and windows of the rules that
 * cover it read, shadow rules included. Paths such as `target.privileged`, `objects.labels`, `runtime.usage.<rule id>`;
 * sorted. In the target layer `target.*` is asked of each object too.
 */
export function factsFor(bundle: Bundle, actionName: string): string[] {
  const environment = baseEnvironment()
  const covering = bundle.rules.filter((rule) => coversAny(rule.actions, actionName))
  const facts = new Set(covering.flatMap((rule) => factsOf(rule, environment)))
  return [...facts].filter((path) => !alwaysThere.test(path)).toSorted(byCodeUnits)
}

const alwaysThere = /^(?:target|objects)\.(?:platform|type|role)$/

/**
 * Everything that these rules read, parameters (`params.group`) and origins (`provenance.target`) too; sorted. Ids that the
 * bundle does not have read nothing.
 */
export function factsOfRules(bundle: Bundle, ids: ReadonlySet<string>): string[] {
  const environment = baseEnvironment()
  const facts = new Set<string>()
  for (const rule of bundle.rules) {
    if (!ids.has(rule.id)) continue
    const reads = rule.when === null ? null : readsOfText(environment, rule.when)
    for (const path of factsOf(rule, environment)) facts.add(path)
    for (const path of reads?.params ?? []) facts.add(`params.${path}`)
    for (const name of reads?.provenance ?? []) facts.add(`provenance.${name}`)
  }
  return [...facts].toSorted(byCodeUnits)
}

/** A rule that offers `always` reads what the terms of a standing approval can name, groups excepted. */
const termFacts = [
  'requester.department',
  'requester.id',
  'target.department',
  'target.labels',
  'target.privileged',
] as const

/** Unsorted; a path may stand there twice. */
function factsOf({ id, layer, scope, when, obligations }: Rule, environment: Environment): string[] {
  const reads = when === null ? null : readsOfText(environment, when)
  const paths = [...scopeFacts(scope), ...(reads?.facts ?? [])]
  if (layer === 'target')
    paths.push(
      ...paths
        .filter((path) => path.startsWith('target.'))
        .map((path) => path.replace('target.', 'objects.')),
    )
  for (const rule of reads?.usage ?? []) paths.push(`runtime.usage.${rule}`)
  if (obligations.limit !== undefined) paths.push(`runtime.usage.${id}`)
  if (obligations.window !== undefined) paths.push('runtime.now')
  if (obligations.window?.zone === null) paths.push('runtime.zone')
  if (obligations.approval !== undefined && obligations.approval.always !== false) paths.push(...termFacts)
  return paths
}
