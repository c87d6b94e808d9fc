import type { Clock } from '#contract/clock.ts'

const WAIT_MS_MIN = 1_000
const WAIT_MS_MAX = 15 * 60_000

/** How long Graph asks to wait, in milliseconds: `Retry-After`, seconds or a date (RFC 9110, 10.2.3). Null: it does not say. */
export function retryAfterMs(headers: Headers, clock: Clock): number | null {
  const value = headers.get('retry-after')
  if (value === null) return null
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - clock()
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, WAIT_MS_MIN), WAIT_MS_MAX)
}
