import { DexError, isDexError } from '#contract/error.ts'

/** For what is read before a write is sent: however it fails, the write surely did not happen. */
export async function beforeWrite<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work
  } catch (error) {
    if (!isDexError(error)) throw error
    throw new DexError(error.code, error.message, {
      log: error.log,
      mend: error.mend,
      ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
      extra: { ...error.extra, mayHaveHappened: false },
    })
  }
}

/** For calls without a body: Google's 400 `invalid` can then only mean that the account is not in a state for it. */
export async function refusedByState<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call
  } catch (error) {
    if (!isDexError(error, 'platform_invalid') || error.extra['platformCode'] !== 'invalid') throw error
    throw new DexError('platform_conflict', undefined, { log: error.log, extra: error.extra })
  }
}

/** Null when the platform knows no such object; everything else goes on. */
export async function nullWhenNotFound<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work
  } catch (error) {
    if (isDexError(error, 'platform_not_found')) return null
    throw error
  }
}
