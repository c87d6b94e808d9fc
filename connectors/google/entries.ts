import { type Entry, entriesOf, primaryOf } from './user.ts'

/** The organizations with some attributes of the primary one changed; one is made where there is none. */
export function withPrimary(value: unknown, change: Entry): Entry[] {
  const entries = entriesOf(value)
  const primary = primaryOf(entries)
  if (primary === undefined) return [{ ...change, primary: true }]
  return entries.map((entry) => (entry === primary ? { ...entry, ...change } : entry))
}

/** The entries with the one of this type put in place of whatever has it; null takes it out. */
export function withType(value: unknown, type: string, change: Entry | null): Entry[] {
  const entries = entriesOf(value)
  const former = entries.find((entry) => entry['type'] === type)
  const others = entries.filter((entry) => entry['type'] !== type)
  return change === null ? others : [...others, { ...former, ...change, type }]
}

export const valueOfType = (value: unknown, type: string): string | null => {
  const found = entriesOf(value).find((entry) => entry['type'] === type)?.['value']
  return typeof found === 'string' ? found : null
}
