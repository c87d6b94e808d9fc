export interface RateLimit {
  /** False when the minute's calls are used up. */
  take(): boolean
  headers(): Record<string, string>
}

/** One bucket a minute for the whole organization; the vendor has one for each endpoint. */
export function createRateLimit(perMinute: number, now: () => number): RateLimit {
  let minute = 0
  let used = 0
  const roll = () => {
    const current = Math.floor(now() / 60_000)
    if (current !== minute) used = 0
    minute = current
  }
  return {
    take() {
      roll()
      used += 1
      return used <= perMinute
    },
    headers() {
      roll()
      return {
        'x-rate-limit-limit': String(perMinute),
        'x-rate-limit-remaining': String(Math.max(0, perMinute - used)),
        'x-rate-limit-reset': String((minute + 1) * 60),
      }
    },
  }
}
