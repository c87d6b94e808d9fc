import canonicalize from 'canonicalize'

/**
 * RFC 8785 of a JSON value. The library takes dates, cycles and boxed values too, and several times longer; what is plain
 * is put in order here and written by the platform, everything else is left to it. Throws where there is no such form.
 */
export function canonicalText(value: object): string {
  const form = ordered(value)
  return form === undefined ? (canonicalize(value) ?? '') : JSON.stringify(form)
}

/** Keys in order; undefined where the platform would write it otherwise than the RFC. */
function ordered(value: unknown): unknown {
  if (typeof value === 'string') return value.isWellFormed() ? value : undefined
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'boolean' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(ordered)
    return items.includes(undefined) ? undefined : items
  }
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return undefined
  const record = value as Readonly<Record<string, unknown>>
  const made: Record<string, unknown> = {}
  // The default order is by code units, as the RFC asks.
  for (const key of Object.keys(record).sort()) {
    // Objects put keys that are whole numbers first, and take one key for the prototype.
    if (key === '__proto__' || /^\d/.test(key) || !key.isWellFormed()) return undefined
    const member = ordered(record[key])
    if (member === undefined) return undefined
    made[key] = member
  }
  return made
}
