const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

/** How long, for people to read: `3 h 12 min`, `45 s`; the second unit only where it matters, nothing for what is past. */
export function span(ms: number): string {
  const left = Math.max(0, ms)
  const at = units.findIndex(([size]) => left >= size)
  const [size, name] = units[at] ?? units[3]
  const whole = Math.floor(left / size)
  const next = units[at + 1]
  const rest = next ? Math.floor((left % size) / next[0]) : 0
  return rest > 0 && next && whole < 10 && size > 60_000
    ? `${whole} ${name} ${rest} ${next[1]}`
    : `${whole} ${name}`
}
