/** An ISO 8601 moment as columns have it: `2026-11-28 15:16:49Z`. */
export const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)}Z`

const units = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const

/** Two units at most: `3 h 12 min`; nothing that is past. */
export function span(ms: number): string {
  const left = Math.max(0, Math.floor(ms / 1_000))
  const at = units.findIndex(([size]) => left >= size)
  const [size, name] = units[at] ?? units[3]
  const [next, nextName] = units[at + 1] ?? units[3]
  const rest = size > 1 ? Math.floor((left % size) / next) : 0
  return `${Math.floor(left / size)} ${name}${rest > 0 ? ` ${rest} ${nextName}` : ''}`
}
