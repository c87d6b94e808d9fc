import type { Code } from '#contract/codes.ts'
import type { DexError } from '#contract/error.ts'

const doubled = (firstMs: number, maxMs: number) => (attempt: number) =>
  Math.min(maxMs, firstMs * 2 ** (attempt - 1))

/** In milliseconds, by what went wrong; whatever is not named waits as the workflow's own policy says. */
const patience: Partial<Record<Code, (attempt: number) => number>> = {
  // Its workers have stopped long before.
  tenant_suspended: () => 30_000,
  // A person resumes, and nobody tells each request.
  writes_stopped: doubled(500, 5_000),
  // Decided anew at once; again and again is a policy that is being edited.
  changed_meanwhile: doubled(20, 5_000),
  platform_unavailable: doubled(1_000, 60_000),
  platform_timeout: doubled(1_000, 60_000),
  platform_rate_limited: doubled(5_000, 60_000),
  database_unavailable: doubled(500, 15_000),
}

/**
 * How long the next attempt waits, from 1 on; undefined: as the policy says. A vendor's own `Retry-After` is never cut short.
 * Half of every wait of ours is left to chance, so that those who failed together do not come back together.
 */
export function retryDelayMs(
  error: Pick<DexError, 'code' | 'retryAfterMs'>,
  attempt: number,
  random: () => number = Math.random,
): number | undefined {
  if (error.retryAfterMs !== undefined) return error.retryAfterMs
  const waitMs = patience[error.code]?.(Math.min(attempt, 32))
  return waitMs === undefined ? undefined : Math.ceil(waitMs * (0.5 + random() / 2))
}
