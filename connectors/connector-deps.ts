import type { Clock } from '#contract/clock.ts'
import type { FetchFor } from '#contract/fetch.ts'

/** What every platform's connector is given. */
export interface ConnectorDeps {
  /** The way out for one origin; see contract/fetch.ts. */
  fetchFor: FetchFor
  clock: Clock
  /** For one HTTP exchange; the call's own signal may be sooner. */
  requestTimeoutMs?: number
}

export const requestTimeoutMsUsual = 20_000
