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

/**
 * For what is looked up after a write that Google confirmed: whatever goes wrong here, the write stands, so that no
 * refusal may pass for the write's own. Throws `platform_bad_answer`, to be settled by reading back.
 */
export async function afterWrite<Value>(
  requestId: string | null,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    throw new DexError('platform_bad_answer', 'the platform did it, but its new state could not be read', {
      log: `google after write: ${isDexError(error) ? error.log : 'error'}`,
      extra: { platformRequestId: requestId, platformCode: null, mayHaveHappened: true },
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
