const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of `30m`, `4h`, `7d`; NaN for anything else. */
export function durationMs(text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(text)
  if (!match) return Number.NaN
  return Number(match[1]) * unitMs[match[2] as keyof typeof unitMs]
}
