const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

export const durationPattern = /^[1-9][0-9]{0,5}[smhd]$/

/** Length in seconds of a duration such as `30m`, `24h`, `7d`; the pattern is the schema's. */
export function durationSeconds(duration: string): number {
  const unit = duration.at(-1) as keyof typeof seconds
  return Number(duration.slice(0, -1)) * seconds[unit]
}

/** The shorter one; of two spellings of one length always the same, whatever the order they come in. */
export function shorter(left: string, right: string): string {
  const difference = durationSeconds(left) - durationSeconds(right)
  if (difference !== 0) return difference < 0 ? left : right
  // Units are so far apart that one length is never spelt in two ways with as many digits.
  return left.length < right.length ? left : right
}
