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
  // Themselves: who writes their own address into a ticket says nothing by it.
  if (loaded.ask.requesterEmail?.toLowerCase() === wanted) return 'requester'
  const found: Provenance[] = []
  for (const { provenance, values, written } of loaded.origins) {
    if (values.includes(wanted)) found.push(provenance)
    if (written?.includes(wanted)) found.push(lower(provenance, 'text'))
  }
  const text = `${loaded.ask.title}\n${loaded.ask.text}\n${loaded.ask.list ?? ''}`.toLowerCase()
  if (text.includes(wanted)) found.push('text')
  return found.length === 0 ? 'model' : found.reduce(lower)
}

/** Provenance of the target and of each parameter, as policy and people see it. */
export function provenanceOfCall(
  loaded: Pick<Loaded, 'ask' | 'origins' | 'request' | 'call'>,
): Record<string, Provenance> {
  const { targetId, params, written } = loaded.call
  const found: Record<string, Provenance> = {}
  if (targetId !== null) found['target'] = provenanceOf(written ?? targetId, loaded)
  for (const [name, value] of Object.entries(params)) found[`params.${name}`] = provenanceOf(value, loaded)
  return found
}

/**
 * Fields that people write about themselves on some platform, or that anybody may choose freely: text, whichever directory
 * they stand in.
 */
const selfEditable =
  /^(displayName|name|nickName|firstName|givenName|lastName|familyName|surname|middleName|title|jobTitle|description|note|notes|aboutMe|subject|body|message|comment|label|mobilePhone|businessPhones|phone|phones|phoneNumber|secondEmail|recoveryEmail|otherMails|aliases|address|city|website|url|userAgent|deviceName)$/

/**
 * What a read's result passes on: its values, at the lowest provenance of the arguments that selected them; what people
 * write themselves apart from the rest.
 */
export function originOfResult(loaded: Loaded, facts: Facts, fields: unknown): OriginRecord {
  const selected = Object.values(provenanceOfCall(loaded))
  return {
    provenance: selected.length === 0 ? 'model' : selected.reduce(lower),
    ...told(fields),
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
  const { values, written } = told(found)
  return [...values, ...written]
}

function told(found: unknown): { values: string[]; written: string[] } {
  const values = new Set<string>()
  const written = new Set<string>()
  const collect = (value: unknown, into: Set<string>): void => {
    if (typeof value === 'string' && value.length >= shortestTold) into.add(value.toLowerCase())
    else if (Array.isArray(value)) for (const each of value) collect(each, into)
    else if (value !== null && typeof value === 'object')
      for (const [name, each] of Object.entries(value))
        collect(each, selfEditable.test(name) ? written : into)
  }
  collect(found, values)
  return { values: [...values], written: [...written] }
}
