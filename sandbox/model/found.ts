import type { Kind } from './intents/define.ts'

export interface Found {
  id: string
  names: string[]
}

/** Every object with an id, however deep a result wraps it. */
function things(value: unknown, depth = 0): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null || depth > 6) return []
  if (Array.isArray(value)) return value.flatMap((item) => things(item, depth + 1))
  const record = value as Record<string, unknown>
  if (typeof record['id'] === 'string') return [record]
  return Object.values(record).flatMap((item) => things(item, depth + 1))
}

const nameKeys = [
  'email',
  'login',
  'mail',
  'userPrincipalName',
  'primaryEmail',
  'name',
  'displayName',
  'label',
]

const toFound = (thing: Record<string, unknown>): Found => ({
  id: String(thing['id']),
  names: nameKeys.map((key) => thing[key]).filter((name) => typeof name === 'string'),
})

export type Pick = { found: Found } | { none: string }

/** The one thing a result is about; never a guess among several. */
export function pick(kind: Kind, data: unknown, wanted: string | null): Pick {
  const all = things(data).map(toFound)
  const same = ({ names }: Found): boolean =>
    names.some((name) => name.toLowerCase() === wanted?.toLowerCase())
  const exact = all.filter(same)
  const candidates = exact.length > 0 ? exact : all
  const [first] = candidates
  if (!first) return { none: `no ${kind} was found` }
  if (candidates.length > 1)
    return { none: `${candidates.length} entries fit, and which ${kind} is meant is not clear` }
  return { found: first }
}
