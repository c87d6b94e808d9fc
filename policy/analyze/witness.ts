import type { DecisionInput, ObjectFacts } from '#contract/decision.ts'
import { sampleInput, sampleNow } from '../sample/input.ts'
import type { Json } from '../sample/params.ts'
import type { Encoded } from './encode.ts'
import { namesAnObject } from './params.ts'
import type { Model } from './solve.ts'
import { integerOf, textOfTerm } from './term.ts'
import { listOf, paramsOf } from './witness-params.ts'

/** The input that a model describes; what it does not speak of is ordinary. Null where no parameters could be made up. */
export function inputOf(encoded: Encoded, model: Model, now: string): DecisionInput | null {
  const { action, world } = encoded
  const usage = world.declared().flatMap(({ name }) => (name.startsWith('usage ') ? [name.slice(6)] : []))
  const input = sampleInput(action, usage)
  if (input === null) return null
  const has = (name: string): boolean => model.has(name)
  const words = (name: string, otherwise: string): string =>
    has(name) ? textOfTerm(model.get(name) ?? '""') : otherwise
  const flag = (name: string, otherwise: boolean): boolean =>
    has(name) ? model.get(name) === 'true' : otherwise
  const count = (name: string, otherwise: number): number =>
    has(name) ? Number(integerOf(model.get(name) ?? '0')) : otherwise
  const list = (name: string): string[] => listOf(encoded, model, name)
  const orNone = (value: string): string | null => (value === '' ? null : value)

  const { requester, target, runtime } = input
  const made: DecisionInput = {
    ...input,
    tenant: words('tenant', input.tenant),
    channel: words('channel', input.channel) as DecisionInput['channel'],
    requester: {
      id: orNone(words('requester.id', requester.id ?? '')),
      email: orNone(words('requester.email', requester.email ?? '')),
      verified: flag('requester.verified', true),
      department: orNone(words('requester.department', requester.department ?? '')),
      groups: list('requester.groups'),
      roles: list('requester.roles'),
    },
    provenance: Object.fromEntries(
      world
        .declared()
        .flatMap(({ name }) =>
          name.startsWith('provenance ') && has(name) ? [[name.slice(11), words(name, 'model')]] : [],
        ),
    ) as DecisionInput['provenance'],
    runtime: {
      now: has('runtime.now') ? new Date(count('runtime.now', 0)).toISOString() : now,
      zone: words('runtime.zone', runtime.zone ?? 'UTC'),
      usage: Object.fromEntries(usage.map((rule) => [rule, count(`usage ${rule}`, 0)])),
      bulk: { size: count('bulk.size', count('bulk.index', 0) + 1), index: count('bulk.index', 0) },
    },
  }
  if (action.target !== null)
    made.target = {
      ...target,
      id: orNone(words('target.id', target.id ?? '')),
      email: orNone(words('target.email', target.email ?? '')),
      department: orNone(words('target.department', target.department ?? '')),
      privileged: flag('target.privileged', false),
      labels: list('target.labels'),
    }
  if (encoded.slots > 0) made.objects = objectsOf(encoded, { words, flag, list, orNone })
  made.params = paramsOf(encoded, model, made.params as Record<string, Json>) as DecisionInput['params']
  return made
}

interface Read {
  words: (name: string, otherwise: string) => string
  flag: (name: string, otherwise: boolean) => boolean
  list: (name: string) => string[]
  orNone: (value: string) => string | null
}

function objectsOf({ action, slots }: Encoded, { words, flag, list, orNone }: Read): ObjectFacts[] {
  const objects: ObjectFacts[] = []
  for (let slot = 0; slot < slots; slot++) {
    const name = `object ${slot}`
    if (!flag(`${name} present`, slot === 0 && namesAnObject(action))) continue
    const is = words(`${name} is`, '')
    const kind =
      action.objects.find((object) => `${object.type} as ${object.role}` === is) ?? action.objects[0]
    if (kind === undefined) continue
    objects.push({
      platform: action.platform,
      type: kind.type,
      id: words(`${name}.id`, `object-${slot + 1}`),
      email: orNone(words(`${name}.email`, '')),
      department: orNone(words(`${name}.department`, '')),
      privileged: flag(`${name}.privileged`, false),
      labels: list(`${name}.labels`),
      role: kind.role,
    })
  }
  return objects
}

/** Moments to try where a rule reads the hour or the day, or has a window: two weeks by the hour, a year by the day, holidays. */
export function momentsFor({ world, rules }: Encoded): string[] {
  const reads = world.declared().some(({ name }) => name.startsWith('now.') || name.startsWith('open '))
  if (!reads) return [sampleNow]
  const start = Date.parse(sampleNow)
  const hours = Array.from({ length: 14 * 24 }, (_, hour) => start + hour * 3_600_000)
  const days = Array.from({ length: 366 }, (_, day) => start + day * 86_400_000)
  const holidays = [...rules.values()]
    .flatMap(({ rule }) => rule.obligations.window?.holidays ?? [])
    .map((day) => Date.parse(`${day}T12:00:00Z`))
  return [...hours, ...days, ...holidays.slice(0, 50)].map((moment) => new Date(moment).toISOString())
}

/**
 * The plainest input that a model leads to and of which `holds` is so, asked of the engine itself: what the model says of a
 * variable is kept only where it is needed. Null: the model cannot be replayed.
 */
export function replayed(
  encoded: Encoded,
  model: Model,
  holds: (input: DecisionInput) => boolean,
): DecisionInput | null {
  const moments = momentsFor(encoded)
  const attempt = (chosen: Model, tried: readonly string[]): { input: DecisionInput; now: string } | null => {
    for (const now of tried) {
      const input = inputOf(encoded, chosen, now)
      if (input === null) return null
      if (holds(input)) return { input, now }
    }
    return null
  }
  let found = attempt(model, moments)
  if (found === null) return null
  const kept = new Map(model)
  for (const name of model.keys()) {
    const value = kept.get(name)
    if (value === undefined) continue
    kept.delete(name)
    const without = attempt(kept, [found.now])
    if (without === null) kept.set(name, value)
    else found = without
  }
  return found.input
}
