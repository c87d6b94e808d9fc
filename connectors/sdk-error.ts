import { DexError, isDexError } from '#contract/error.ts'

/** What a platform's trace says of one SDK call, as far as an error needs it. */
interface Trace {
  requestId: string | null
  sent: boolean
}

/** What the egress refused, wherever an SDK or the injected fetch wrapped it, at most `wrappings` errors deep; else null. */
export function dexErrorWithin(error: unknown, wrappings: number): DexError | null {
  let at: unknown = error
  for (let depth = 0; depth < wrappings && at instanceof Error; depth += 1) {
    if (isDexError(at)) return at
    at = at.cause
  }
  return null
}

/** The same error with what is known of the call; what it says itself stands. */
export const withTrace = (error: DexError, trace: Trace): DexError =>
  new DexError(error.code, error.message, {
    log: error.log,
    mend: error.mend,
    ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    extra: {
      platformRequestId: trace.requestId,
      platformCode: null,
      mayHaveHappened: trace.sent,
      ...error.extra,
    },
  })
