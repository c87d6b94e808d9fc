import type { Provenance } from '#contract/decision.ts'
import type { Facts, Loaded, OriginRecord } from './context.ts'

const order: readonly Provenance[] = ['requester', 'directory', 'text', 'model']
const shortestTold = 6

const lower = (left: Provenance, right: Provenance): Provenance =>
  order.indexOf(left) >= order.indexOf(right) ? left : right

/**
 * Where a value came from, computed in code (T11). Several origins: the lowest. Booleans, numbers and values under six
 * characters tell nothing and count as the model's. A value from a read carries what selected it.
 */
export function provenanceOf(
  value: unknown,
  loaded: Pick<Loaded, 'ask' | 'origins' | 'request'>,
): Provenance {
  if (typeof value !== 'string' || value.length < shortestTold) return 'model'
  const wanted = value.toLowerCase()
  const found: Provenance[] = []
  if (loaded.ask.requesterEmail?.toLowerCase() === wanted) found.push('requester')
  for (const origin of loaded.origins) if (origin.values.includes(wanted)) found.push(origin.provenance)
  if (found.length === 0) {
    const text = `${loaded.ask.title}\n${loaded.ask.text}`.toLowerCase()
    if (text.includes(wanted)) found.push('text')
  }
  return found.length === 0 ? 'model' : found.reduce(lower)
}

/** Provenance of the target and of each parameter, as policy and people see it. */
export function provenanceOfCall(loaded: Loaded): Record<string, Provenance> {
  const { targetId, params } = loaded.call
  const found: Record<string, Provenance> = {}
  if (targetId !== null) found['target'] = provenanceOf(targetId, loaded)
  for (const [name, value] of Object.entries(params)) found[`params.${name}`] = provenanceOf(value, loaded)
  return found
}

/** What a read's result passes on: its values, at the lowest provenance of the arguments that selected them. */
export function originOfResult(loaded: Loaded, facts: Facts, fields: unknown): OriginRecord {
  const selected = Object.values(provenanceOfCall(loaded))
  return {
    provenance: selected.length === 0 ? 'model' : selected.reduce(lower),
    values: valuesIn(fields),
    told: toldOf(loaded, facts, fields),
  }
}

/** Nothing, unless the read was of the requester's own account, as the platform resolved it (T2). */
function toldOf({ call, ownAccountId }: Loaded, { target }: Facts, fields: unknown): Record<string, unknown> {
  const own = ownAccountId !== null && target?.id === ownAccountId
  if (!own || fields === null || typeof fields !== 'object') return {}
  const told = Object.entries(fields).filter(([name]) => call.definition.disclosable.includes(name))
  return Object.fromEntries(told)
}

/** Every text in it that is long enough to tell something, in lower case. */
export function valuesIn(found: unknown): string[] {
  const values = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && value.length >= shortestTold) values.add(value.toLowerCase())
    else if (Array.isArray(value)) value.forEach(collect)
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(collect)
  }
  collect(found)
  return [...values]
}
