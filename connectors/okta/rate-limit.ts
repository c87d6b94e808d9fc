import type { Clock } from '#contract/clock.ts'

const WAIT_MS_MIN = 1_000
const WAIT_MS_MAX = 15 * 60_000

/**
 * How long Okta asks to wait after a 429, in milliseconds: `x-rate-limit-reset` (UTC epoch seconds) minus the
 * answer's own `Date`, so that a wrong clock here does not matter, plus a second for rounding. Null when it does not say.
 */
export function rateLimitWaitMs(headers: Headers, clock: Clock): number | null {
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN)
  if (Number.isFinite(retryAfter)) return bounded(retryAfter * 1_000)
  const reset = Number(headers.get('x-rate-limit-reset') ?? Number.NaN)
  if (!Number.isFinite(reset)) return null
  const date = Date.parse(headers.get('date') ?? '')
  return bounded(reset * 1_000 - (Number.isNaN(date) ? clock() : date) + 1_000)
}

const bounded = (ms: number): number => Math.min(Math.max(ms, WAIT_MS_MIN), WAIT_MS_MAX)
