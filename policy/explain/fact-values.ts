import { lacksField } from '#catalog/lacks-field.ts'
import type { DecisionInput, TargetFacts } from '#contract/decision.ts'

/** The value at a path such as `target.privileged` or `runtime.usage.rule-id`; undefined when it is absent. */
export function factAt(input: DecisionInput, path: string): unknown {
  if (path.startsWith('runtime.usage.')) return input.runtime.usage?.[path.slice('runtime.usage.'.length)]
  if (path === 'runtime.bulk.size') return input.runtime.bulk?.size ?? 1
  if (path === 'runtime.bulk.index') return input.runtime.bulk?.index ?? 0
  const [head = '', field = ''] = path.split('.')
  if (head === 'objects') return input.objects.map((object) => fieldOf(object, field))
  if (head === 'target') return fieldOf(input.target, field)
  const record = (input as unknown as Record<string, unknown>)[head]
  if (field === '') return record
  return typeof record === 'object' && record !== null && Object.hasOwn(record, field)
    ? (record as Record<string, unknown>)[field]
    : undefined
}

/** What a type does not have is known to be none. */
function fieldOf(target: TargetFacts, field: string): unknown {
  const given = (target as unknown as Record<string, unknown>)[field]
  const lacks =
    (field === 'email' || field === 'department') && lacksField(target.platform, target.type, field)
  return given === undefined && lacks ? null : given
}

/** Truths, moments and numbers. */
const neverNone = /^(?:(?:target|objects)\.privileged|requester\.verified|runtime\..+)$/

/** Absent as T15 means it: null is known to be none, but of what cannot be none it is unknown. */
export const isAbsent = (input: DecisionInput, path: string): boolean => {
  const value = factAt(input, path)
  const missing = (one: unknown): boolean => one === undefined || (one === null && neverNone.test(path))
  return path.startsWith('objects.') && Array.isArray(value) ? value.some(missing) : missing(value)
}

/** `target.department is Finance`. */
export function sayFact(input: DecisionInput, path: string): string {
  if (isAbsent(input, path)) return `\`${path}\` is not known`
  const value = factAt(input, path)
  if (value === null || value === '') return `\`${path}\` is known to be none`
  return `\`${path}\` is \`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}
