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
  loaded: Pick<Loaded, 'ask' | 'origins' | 'request' | 'ownAccountId'>,
): Provenance {
  if (typeof value !== 'string' || value.length < shortestTold) return 'model'
  const wanted = value.toLowerCase()
  // Linked by a sign-in of theirs, and theirs to name once they are known (T22).
  if (loaded.request.assurance === 'verified' && loaded.ownAccountId?.toLowerCase() === wanted)
    return 'requester'
  // Themselves: who writes their own address into a ticket says nothing by it.
  if (loaded.ask.requesterEmail?.toLowerCase() === wanted) return 'requester'
  const self = loaded.origins.some(({ own }) => own?.includes(wanted))
  const found: Provenance[] = self ? ['requester'] : []
  for (const { provenance, values, written, own } of loaded.origins) {
    // Their own id stands in what is theirs as well: that makes it no less theirs.
    if (values.includes(wanted) && !(self && own !== undefined)) found.push(provenance)
    if (written?.includes(wanted)) found.push(lower(provenance, 'text'))
  }
  const text = `${loaded.ask.title}\n${loaded.ask.text}\n${loaded.ask.list ?? ''}`.toLowerCase()
  if (text.includes(wanted)) found.push('text')
  return found.length === 0 ? 'model' : found.reduce(lower)
}

/** Provenance of the target and of each parameter, as policy and people see it. */
export function provenanceOfCall(
  loaded: Pick<Loaded, 'ask' | 'origins' | 'request' | 'call' | 'ownAccountId'>,
): Record<string, Provenance> {
  const { targetId, params, written } = loaded.call
  const found: Record<string, Provenance> = {}
  if (targetId !== null) found['target'] = provenanceOf(written?.['target'] ?? targetId, loaded)
  for (const [name, value] of Object.entries(params)) {
    const place = `params.${name}`
    found[place] = provenanceOf(written?.[place] ?? value, loaded)
  }
  return found
}

/**
 * Fields that people write about themselves on some platform, or that anybody may choose freely: text, whichever directory
 * they stand in.
 */
const selfEditable =
  /^(displayName|name|nickName|firstName|givenName|lastName|familyName|surname|middleName|title|jobTitle|description|note|notes|aboutMe|subject|body|message|comment|label|mobilePhone|businessPhones|phone|phones|phoneNumber|secondEmail|recoveryEmail|otherMails|aliases|address|city|website|url|userAgent|deviceName)$/

/** Fields by which a record says whose it is: an account's own addresses. */
const addressed = ['email', 'login', 'mail', 'userPrincipalName', 'primaryEmail', 'userName']

/**
 * What a read's result passes on (T11): its values, at the lowest provenance of the arguments that selected them; what people
 * write themselves apart from the rest. Selected by the requester alone it is a fixed relation of theirs (their manager, a device,
 * a group): the directory's word where they are verified, text where somebody merely claims to be them. Only their own id and
 * addresses stay theirs.
 */
export function originOfResult(loaded: Loaded, facts: Facts, fields: unknown): OriginRecord {
  const selected = Object.values(provenanceOfCall(loaded))
  const lowest = selected.length === 0 ? 'model' : selected.reduce(lower)
  const byThemselves = lowest === 'requester'
  const related = loaded.request.assurance === 'verified' ? 'directory' : 'text'
  return {
    provenance: byThemselves ? related : lowest,
    ...told(fields),
    ...(byThemselves && { own: ownOf(fields, loaded.ask.requesterEmail) }),
    told: toldOf(loaded, facts, fields),
  }
}

/** Id and addresses of the record that carries the requester's own address; of none where several do. */
function ownOf(found: unknown, email: string | null): string[] {
  const wanted = email?.toLowerCase()
  const own = new Set<string>()
  const ids = new Set<unknown>()
  const look = (value: unknown): void => {
    if (value === null || typeof value !== 'object') return
    const record = value as Record<string, unknown>
    const addresses = addressed.map((name) => record[name]).filter((each) => typeof each === 'string')
    if (addresses.some((each) => each.toLowerCase() === wanted)) {
      ids.add(record['id'])
      for (const each of [record['id'], ...addresses])
        if (typeof each === 'string') own.add(each.toLowerCase())
    }
    for (const each of Object.values(record)) look(each)
  }
  look(found)
  return ids.size === 1 ? [...own] : []
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
