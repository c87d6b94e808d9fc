import type { Kind } from './intents/define.ts'

export interface Found {
  id: string
  names: string[]
  /** Of a sign-in method: it is asked for beside the id. */
  type: string | null
  /** Of a rule of a mailbox: it sends mail away. */
  forwards?: boolean
}

/** Every object with an id, however deep a result wraps it. */
function things(value: unknown, depth = 0): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null || depth > 6) return []
  if (Array.isArray(value)) return value.flatMap((item) => things(item, depth + 1))
  const record = value as Record<string, unknown>
  if (idKeys.some((key) => typeof record[key] === 'string')) return [record]
  return Object.values(record).flatMap((item) => things(item, depth + 1))
}

/** Apps that hold a token are known by their client's id. */
const idKeys = ['id', 'clientId']

const nameKeys = [
  'email',
  'upn',
  'app',
  'path',
  'login',
  'mail',
  'userPrincipalName',
  'primaryEmail',
  'name',
  'displayName',
  'label',
]

const toFound = (thing: Record<string, unknown>): Found => ({
  id: String(idKeys.map((key) => thing[key]).find((id) => typeof id === 'string')),
  names: nameKeys.map((key) => thing[key]).filter((name) => typeof name === 'string'),
  type: typeof thing['type'] === 'string' ? thing['type'] : null,
  forwards: Array.isArray(thing['forwardsTo']) && thing['forwardsTo'].length > 0,
})

/** `Power BI` is sold as `POWER_BI_PRO`, and a unit has its path for a name. */
const squeezed = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

export type Pick = { found: Found } | { none: string; several: boolean }

/** The one thing a result is about; never a guess among several. */
export function pick(kind: Kind, data: unknown, wanted: string | null): Pick {
  const all = things(data).map(toFound)
  const same = ({ names }: Found): boolean =>
    names.some((name) => name.toLowerCase() === wanted?.toLowerCase())
  const exact = all.filter(same)
  const part = squeezed(wanted ?? '')
  const like =
    kind === 'user' || part.length < 2
      ? []
      : all.filter(({ names }) => names.some((name) => squeezed(name).includes(part)))
  const method = kind === 'method' ? all.filter(({ type }) => type === 'microsoftAuthenticator') : []
  // A rule that does no harm is nobody's to remove, however alone it is.
  const usual = kind === 'rule' ? all.filter(({ forwards }) => forwards) : all
  const candidates = [exact, method, like, usual].find((found) => found.length > 0) ?? []
  const [first] = candidates
  if (!first) return { none: `no ${kind} was found`, several: false }
  if (candidates.length > 1)
    return {
      none: `${candidates.length} entries fit, and which ${kind} is meant is not clear`,
      several: true,
    }
  return { found: first }
}
