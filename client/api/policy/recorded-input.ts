import type { DecisionRecord } from '#contract/decision-record.ts'
import type { JsonValue } from '#contract/json.ts'
import type { TargetRef } from '#store/schema.ts'

type Made = { [key: string]: JsonValue }

interface Asked {
  id: string
  tenant: string
  zone: string
  /** What stands for the target of an action that has none. */
  targetless: { platform: string; type: string }
  target: TargetRef | null
  objects: readonly TargetRef[]
  /** What a decision may read of it, as `factsFor` names it. */
  needed: readonly string[]
}

export interface RecordedInput {
  input: Made
  /** Not on record, because no rule that spoke had read it: taken as it usually is. */
  assumed: string[]
}

/**
 * An input of the simulator from what is kept of a decision: the facts that the rules which spoke had read (T26). What
 * others would read is taken as it usually is, and named; unknown, it would deny by itself (T15).
 */
export function recordedInput(
  { action, channel, at, facts }: DecisionRecord,
  { id, tenant, zone, targetless, target, objects, needed }: Asked,
): RecordedInput {
  const input: Made = {
    ...{ id, tenant, channel, requester: {}, action },
    target: target === null ? targetless : refOf(target),
    objects: objects.map((object) => ({ ...refOf(object), role: object.role ?? 'unknown' })),
    ...{ params: {}, provenance: {}, runtime: { now: at, zone, usage: {} } },
  }
  const assumed = needed.filter(
    (path) =>
      !Object.hasOwn(facts, path) &&
      usual(path) !== undefined &&
      !(path.startsWith('objects.') && objects.length === 0),
  )
  const taken = Object.fromEntries(
    assumed.map((path) => [path, path.startsWith('objects.') ? objects.map(() => usual(path)) : usual(path)]),
  )
  for (const [path, value] of Object.entries({ ...taken, ...facts }) as [string, JsonValue][]) {
    const [first = '', ...rest] = path.split('.')
    if (first === 'objects') setOfEach(input['objects'] as Made[], rest.join('.'), value)
    else if (first === 'params') setAt(input, [first, ...rest], value)
    // The rest of these names is one name, whatever dots are in it.
    else if (path.startsWith('runtime.usage.'))
      setAt(input, ['runtime', 'usage', rest.slice(1).join('.')], value)
    else setAt(input, [first, rest.join('.')], value)
  }
  return { input, assumed }
}

const none: Readonly<Record<string, JsonValue>> = {
  ...{ id: null, email: null, department: null, verified: false, privileged: false },
  ...{ groups: [], roles: [], labels: [] },
}

/** Nobody in particular, of no department, with no right; nothing used yet. */
function usual(path: string): JsonValue | undefined {
  if (path.startsWith('runtime.usage.')) return 0
  const [of = '', ...name] = path.split('.')
  return ['requester', 'target', 'objects'].includes(of) && path !== 'target.id'
    ? none[name.join('.')]
    : undefined
}

const refOf = ({ platform, type, id }: TargetRef): Made => ({ platform, type, id })

function setOfEach(objects: readonly Made[], name: string, values: JsonValue): void {
  if (!Array.isArray(values)) return
  for (const [at, object] of objects.entries()) if (at in values) object[name] = values[at] ?? null
}

function setAt(into: Made, [name = '', ...rest]: readonly string[], value: JsonValue): void {
  if (rest.length === 0) {
    into[name] = value
    return
  }
  const inner = into[name]
  const made: Made = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {}
  into[name] = made
  setAt(made, rest, value)
}
