import { visibleText } from './data.ts'

/** Longest text of one field of a result, in characters. */
const textMax = 1_000
/** A list up to this length, in entries or in characters of JSON, is shown whole. */
const entriesMax = 20
const charactersMax = 6_000
const topsMax = 5
/** A field with more values than this says nothing by counting them. */
const valuesMax = 200
const depthMax = 12

/**
 * A result of a read as the model gets it: text without what nobody sees, long texts cut, and of a long list the first entries
 * with how many there are and which values are the most frequent, counted over all of them.
 * Fewer tokens, and a count that is right: a model that counts two hundred lines itself is often wrong.
 */
export const resultForModel = (value: unknown): unknown => shown(value, 0)

function shown(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cut(value)
  if (value === null || typeof value !== 'object') return value
  if (depth >= depthMax) return '[nested deeper than is shown]'
  if (Array.isArray(value)) return listShown(value, depth)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shown(each, depth + 1)]))
}

function cut(text: string): string {
  const visible = visibleText(text)
  return visible.length <= textMax
    ? visible
    : `${visible.slice(0, textMax).replace(/[\ud800-\udbff]$/, '')} [cut here, ${visible.length} characters]`
}

function listShown(items: readonly unknown[], depth: number): unknown {
  const first = items.slice(0, entriesMax).map((item) => shown(item, depth + 1))
  if (items.length <= entriesMax || JSON.stringify(items).length <= charactersMax)
    return [...first, ...items.slice(entriesMax).map((item) => shown(item, depth + 1))]
  return {
    count: items.length,
    first,
    notShown: items.length - entriesMax,
    mostFrequent: topsOf(items),
    note: 'counted over all; to see others, read with a narrower question',
  }
}

/** By field, the values that stand in more than one entry and how often; those of a kind that tells entries apart are left out. */
function topsOf(items: readonly unknown[]): Record<string, Record<string, number>> {
  const counts = new Map<string, Map<string, number>>()
  for (const item of items) {
    if (item === null || typeof item !== 'object') continue
    for (const [field, value] of Object.entries(item)) {
      if (!['string', 'number', 'boolean'].includes(typeof value)) continue
      const of = counts.get(field) ?? new Map<string, number>()
      counts.set(field, of)
      const name = cut(String(value)).slice(0, 100)
      of.set(name, (of.get(name) ?? 0) + 1)
    }
  }
  return Object.fromEntries(
    [...counts]
      .filter(([, of]) => of.size <= Math.min(valuesMax, items.length / 2))
      .map(([field, of]) => [
        field,
        Object.fromEntries([...of].toSorted((one, other) => other[1] - one[1]).slice(0, topsMax)),
      ]),
  )
}
